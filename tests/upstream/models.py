"""The models that the scripted provider serves: window, largest answer, and what each refuses."""

MESSAGES = {
    # name: (window, largest answer, thinking: "always" | "adaptive" | "budget" | "none")
    "claude-opus-5-5": (1_000_000, 128_000, "adaptive"),
    "claude-sonnet-5-5": (1_000_000, 128_000, "adaptive"),
    "claude-sonnet-5": (1_000_000, 128_000, "adaptive"),
    "claude-haiku-5-5": (1_000_000, 128_000, "adaptive"),
    "claude-sonnet-4-5": (200_000, 64_000, "budget"),
    "claude-haiku-4-5": (200_000, 64_000, "budget"),
}

CHAT = {
    # name: (window, largest answer, takes max_tokens and temperature)
    "gpt-6.1-sol": (1_050_000, 128_000, False),
    "gpt-6-luna": (1_050_000, 128_000, False),
    "gpt-5.4": (1_050_000, 128_000, False),
    "gpt-5.4-mini": (400_000, 128_000, False),
    "gpt-4.1-mini": (1_000_000, 32_000, True),
    "gpt-3.5-turbo-instruct": (4_096, 4_096, True),
}

# API versions: Claude Code and pi send the first, the vendor's SDKs (npm from 1.0, PyPI 2.12) the second.
VERSIONS = ("2023-06-01", "2026-10-21")

# Betas that the Messages API accepts (those that the vendor's SDK lists and those that Claude Code sends); any other
# name is refused.
BETAS = frozenset(
    """
admin-user-sign-out-2026-10-08 advanced-tool-use-2025-11-20 advisor-tool-2026-03-01 afk-mode-2026-01-31
agent-memory-2026-07-22 analytics-usage-cost-2026-08-24 cache-diagnosis-2026-04-07
ce-claude-code-managed-settings-2026-10-06 ce-plugins-2026-09-01 ce-user-management-2026-07-13 claude-code-20250219
code-execution-2025-05-22 code-execution-2025-08-25 compact-2026-01-12 compact-2026-09-04 computer-use-2024-10-22
computer-use-2025-01-24 computer-use-2025-11-24 context-1m-2025-08-07 context-management-2025-06-27
dangerous-tool-use-2026-09-03 dev-full-thinking-2025-05-14 dreaming-2026-04-21 effort-2025-11-24
experimental-claude-tag-2026-10-21 extended-cache-ttl-2025-04-11 fallback-credit-2026-06-01 fallback-credit-2026-07-01
fast-mode-2026-02-01 files-api-2025-04-14 fine-grained-tool-streaming-2025-05-14 inline-tools-2026-09-15
interleaved-thinking-2025-05-14 managed-agents-2026-04-01 mcp-client-2025-04-04 mcp-client-2025-11-20
mcp-client-2026-09-15 mcp-tunnels-2026-06-22 message-batches-2024-09-24 message-threads-2026-08-12
mid-conversation-output-config-2026-07-01 mid-conversation-system-clear-at-2026-08-21
mid-conversation-tool-changes-2026-07-01 model-context-window-exceeded-2025-08-26 oauth-2025-04-20
output-128k-2025-02-19 output-300k-2026-03-24 pdfs-2024-09-25 per-turn-control-2026-07-01 prompt-caching-2024-07-31
prompt-caching-scope-2026-01-05 redact-thinking-2026-02-12 server-side-fallback-2026-06-01
server-side-fallback-2026-07-01 skills-2025-10-02 spend-limit-reads-2026-09-26 structured-outputs-2025-11-13
structured-outputs-2025-12-15 task-budgets-2026-03-13 telemetry-destinations-2026-08-11
thinking-binding-controls-2026-08-01 thinking-display-updates-2026-08-18 thinking-token-count-2026-05-13
token-counting-2024-11-01 token-efficient-tools-2025-02-19 user-profiles-2026-03-24 user-profiles-2026-08-18
user-profiles-2026-09-04 user-profiles-billing-2026-10-01 webhooks-2026-10-07
""".split()
)

# A body field that only exists with a beta.
NEEDS_BETA = {
    "context_management": ("context-management-2025-06-27", "compact-2026-01-12"),
    "safeguards": ("dangerous-tool-use-2026-09-03",),
    "mcp_servers": ("mcp-client-2025-11-20",),
    "container": ("code-execution-2025-08-25",),
}
