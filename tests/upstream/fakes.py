"""Fakes of local servers, for discovery: Ollama, LM Studio, llama-server, vLLM, each on a listener of its own. They
answer what the real ones answer on the paths that tell them apart, and lenient chat; no keys."""

import hashlib
import json

import chat
import usage
from reply import Reply

JSON = [("content-type", "application/json; charset=utf-8")]


def ok(value, kind=JSON):
    return Reply(200, list(kind), [value if isinstance(value, bytes) else usage.compact(value)])


class Fake:
    """`models`: {name: {"loaded": bool, "cloud": bool, "context": int, "capabilities": [...]}}"""

    default = {}

    def __init__(self, provider):
        self.provider = provider
        self.models = dict(self.default)

    def route(self, entry, method, path, head, raw):
        if path in ("/v1/chat/completions", "/v1/completions") and method == "POST":
            served = {name: (m.get("context", 32768), 32768, True) for name, m in self.models.items()}
            return chat.handle(self.provider, entry, head, raw, path, served, local=True)
        if path == "/v1/models" and method == "GET":
            return chat.models(self.provider, head, self.models, local=True)
        return self.own(method, path, raw) or Reply(404, list(JSON), [b'{"error":"not found"}'])

    def loaded(self):
        return {name: m for name, m in self.models.items() if m.get("loaded")}


class Ollama(Fake):
    default = {
        "gemma4:26b": {
            "loaded": True,
            "context": 131072,
            "capabilities": ["completion", "tools", "thinking"],
            "family": "gemma4",
            "size": "25.8B",
        },
        "qwen2.5-coder:1.5b": {
            "context": 32768,
            "capabilities": ["completion", "tools", "insert"],
            "family": "qwen2",
            "size": "1.5B",
        },
        "gpt-oss:120b-cloud": {
            "cloud": True,
            "context": 131072,
            "capabilities": ["completion", "tools", "thinking"],
            "family": "gptoss",
            "size": "116.8B",
        },
        "glm-5:cloud": {
            "cloud": True,
            "context": 202752,
            "capabilities": ["completion", "tools"],
            "family": "glm",
            "size": "744B",
        },
    }

    def details(self, model):
        return {
            "parent_model": "",
            "format": "" if model.get("cloud") else "gguf",
            "family": model.get("family", ""),
            "families": [model.get("family", "")],
            "parameter_size": model.get("size", ""),
            "quantization_level": "" if model.get("cloud") else "Q4_K_M",
        }

    def listed(self, name, model):
        out = {
            "name": name,
            "model": name,
            "modified_at": "2026-11-01T09:00:00Z",
            "size": 384 if model.get("cloud") else 17_000_000_000,
            "digest": hashlib.sha256(name.encode()).hexdigest(),
            "details": self.details(model),
        }
        if model.get("cloud"):
            out.update(
                {
                    "remote_model": name.replace(":cloud", "").replace("-cloud", ""),
                    "remote_host": "https://ollama.com:443",
                }
            )
        return out

    def own(self, method, path, raw):
        if path == "/":
            return ok(b"Ollama is running", [("content-type", "text/plain; charset=utf-8")])
        if path == "/api/version":
            return ok({"version": "0.31.2"})
        if path == "/api/tags":
            return ok({"models": [self.listed(n, m) for n, m in self.models.items()]})
        if path == "/api/ps":
            running = [
                {
                    **self.listed(n, m),
                    "expires_at": "2026-11-24T23:00:00Z",
                    "size_vram": 0,
                    "context_length": m["context"],
                }
                for n, m in self.loaded().items()
            ]
            return ok({"models": running})
        if path == "/api/show" and method == "POST":
            return self.show(raw)
        return None

    def show(self, raw):
        try:
            wanted = json.loads(raw)
            name = wanted.get("model") or wanted.get("name")
        except ValueError:
            return Reply(400, list(JSON), [b'{"error":"invalid request"}'])
        model = self.models.get(name)
        if model is None:
            return Reply(404, list(JSON), [usage.compact({"error": f"model '{name}' not found"})])
        family = model.get("family", "llama")
        return ok(
            {
                "details": self.details(model),
                "capabilities": model.get("capabilities", ["completion"]),
                "model_info": {"general.architecture": family, f"{family}.context_length": model["context"]},
            }
        )


class LmStudio(Fake):
    default = {
        "qwen/qwen3-coder-30b": {"loaded": True, "context": 32768, "max": 262144, "arch": "qwen3moe"},
        "google/gemma-4-31b": {"context": 131072, "max": 131072, "arch": "gemma4"},
        "text-embedding-nomic-embed-text-v1.5": {
            "type": "embeddings",
            "context": 2048,
            "max": 2048,
            "arch": "nomic-bert",
        },
    }

    def own(self, method, path, raw):
        if path != "/api/v0/models":
            return None
        data = []
        for name, m in self.models.items():
            row = {
                "id": name,
                "object": "model",
                "type": m.get("type", "llm"),
                "publisher": name.split("/")[0],
                "arch": m.get("arch", ""),
                "compatibility_type": "gguf",
                "quantization": "Q4_K_M",
                "state": "loaded" if m.get("loaded") else "not-loaded",
                "max_context_length": m.get("max", m["context"]),
                "capabilities": ["tool_use"],
            }
            row.update({"loaded_context_length": m["context"]} if m.get("loaded") else {})
            data.append(row)
        return ok({"data": data, "object": "list"})


class LlamaServer(Fake):
    default = {"gpt-oss-20b": {"loaded": True, "context": 16384}}

    def own(self, method, path, raw):
        if path == "/health":
            return ok({"status": "ok"})
        if path == "/props":
            return ok(
                {
                    "default_generation_settings": {"n_ctx": 16384},
                    "total_slots": 1,
                    "model_path": "/models/gpt-oss-20b.gguf",
                    "build_info": "b10300-scripted",
                }
            )
        return None


class Vllm(Fake):
    default = {"Qwen/Qwen3.6-27B": {"loaded": True, "context": 65536}}

    def route(self, entry, method, path, head, raw):
        if path == "/v1/models" and method == "GET":
            data = [
                {
                    "id": n,
                    "object": "model",
                    "created": 1782777600,
                    "owned_by": "vllm",
                    "root": n,
                    "parent": None,
                    "max_model_len": m["context"],
                }
                for n, m in self.models.items()
            ]
            return ok({"object": "list", "data": data})
        return super().route(entry, method, path, head, raw)

    def own(self, method, path, raw):
        return ok({"version": "0.18.0"}) if path == "/version" else ok(b"") if path == "/health" else None


KINDS = {"ollama": Ollama, "lmstudio": LmStudio, "llamaserver": LlamaServer, "vllm": Vllm}
