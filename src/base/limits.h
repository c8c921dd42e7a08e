// Every bound of weir on one page, each with its reason. A bound that is not here does not exist.
#pragma once
#include <cstddef>
#include <cstdint>

namespace weir::limits {

// --- what a client may send
inline constexpr std::size_t head_bytes = 64 * 1024;         // request line and headers; agents send <= 6 KB
inline constexpr std::size_t head_count = 128;               // header lines
inline constexpr std::size_t body_bytes = 64 * 1024 * 1024;  // the largest recorded agent body is 0.3 MB; images grow it
inline constexpr std::size_t json_depth = 128;               // JSON schemas of real tools stay below 20
inline constexpr std::size_t json_nodes = 4'000'000;         // 64 MB of "0," would otherwise cost gigabytes
inline constexpr std::size_t tools = 1024;                   // OpenClaw sends 52, MCP users some hundreds
inline constexpr std::size_t connections = 512;              // per process; beyond that a client waits in the backlog

// --- what an upstream may send
inline constexpr std::size_t upstream_head_bytes = 64 * 1024;
inline constexpr std::size_t sse_event_bytes = 8 * 1024 * 1024;    // one event; a whole tool call may ride in one
inline constexpr std::size_t whole_body_bytes = 64 * 1024 * 1024;  // an answer that is not streamed
inline constexpr std::size_t tool_call_bytes = 8 * 1024 * 1024;    // held until whole

// --- time, in milliseconds
inline constexpr std::int64_t head_ms = 10'000;              // a client that dribbles its head (HAProxy closes at 10 s)
inline constexpr std::int64_t body_stall_ms = 20'000;        // no byte of a body for so long
inline constexpr std::int64_t keep_alive_ms = 75'000;        // idle client connection
inline constexpr std::int64_t write_stall_ms = 60'000;       // a client that does not read
inline constexpr std::int64_t connect_ms = 5'000;            // to an upstream, TLS included
inline constexpr std::int64_t first_byte_ms = 300'000;       // a cold 30B model may prefill for minutes
inline constexpr std::int64_t between_events_ms = 120'000;   // silence inside a stream that has begun
inline constexpr std::int64_t pool_idle_ms = 30'000;         // kept upstream connection; providers close at 60 s or more
inline constexpr std::int64_t keepalive_after_ms = 8'000;    // client silence before a keepalive; promise is 10 s
inline constexpr std::int64_t drain_ms = 30'000;             // SIGTERM: streams may finish
inline constexpr std::int64_t engine_start_ms = 120'000;     // model load, cold disk

// --- memory per stream
inline constexpr std::size_t stream_buffer_bytes = 256 * 1024;  // then the upstream is not read

// --- counts
inline constexpr int attempts = 4;                // per exchange, fallbacks included
inline constexpr int pool_per_origin = 16;        // kept idle connections
inline constexpr std::size_t ledger_queue = 4096; // intents waiting for the writer; beyond that requests are refused
inline constexpr std::size_t sessions = 4096;     // kept in memory, oldest goes
inline constexpr std::size_t touched_files = 4096;  // per session's working set

}  // namespace weir::limits
