// OpenAI's Chat Completions and every server that speaks them: Ollama, LM Studio, llama-server, vLLM.
#pragma once
#include "backend/http/http.h"

namespace weir::backend {
extern const HttpKind openai_kind;
}
