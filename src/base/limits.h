// Every bound of weir on one page, each with its reason. A bound that is not here does not exist.
#pragma once
#include <cstddef>
#include <cstdint>

namespace weir::limits {

// --- what a client may send
inline constexpr std::size_t head_bytes = 64 * 1024;  // request line and headers; agents send <= 6 KB
inline constexpr std::size_t head_count = 128;        // header lines
inline constexpr std::size_t body_bytes =
    64 * 1024 * 1024;                                 // the largest recorded agent body is 0.3 MB; images grow it
inline constexpr std::size_t json_depth = 128;        // JSON schemas of real tools stay below 20
inline constexpr std::size_t json_nodes = 4'000'000;  // 64 MB of "0," would otherwise cost gigabytes
inline constexpr std::size_t tools = 1024;            // OpenClaw sends 52, MCP users some hundreds

// A listener's connections; one at rest costs 6 KB. Beyond it the one is closed that has been open longest without ever
// sending a whole head, else the one that has been idle longest: a flood of idle connections locks nobody out. When all
// of them run exchanges a newcomer waits in the kernel's queue until one ends.
inline constexpr std::size_t connections = 2048;
inline constexpr std::size_t descriptors_kept = 256;  // for files, the engine, the pool; the rest is for clients

// --- what an upstream may send
inline constexpr std::size_t upstream_head_bytes = 64 * 1024;
inline constexpr std::size_t sse_event_bytes = 8 * 1024 * 1024;    // one event; a whole tool call may ride in one
inline constexpr std::size_t whole_body_bytes = 64 * 1024 * 1024;  // an answer that is not streamed
inline constexpr std::size_t tool_call_bytes = 8 * 1024 * 1024;    // held until whole
inline constexpr std::size_t answer_events = 1'000'000;    // per answer; 128k tokens, one an event, are an eighth of it
inline constexpr std::size_t wordless_bytes = 256 * 1024;  // pings and the like before the first event with meaning

// --- time, in milliseconds
inline constexpr std::int64_t head_ms = 10'000;             // a client that dribbles its head (HAProxy closes at 10 s)
inline constexpr std::int64_t body_stall_ms = 20'000;       // no byte of a body for so long
inline constexpr std::int64_t body_ms = 300'000;            // all of a body; 64 MB at a slow Wi-Fi's 2 Mbit/s
inline constexpr std::int64_t keep_alive_ms = 75'000;       // idle client connection
inline constexpr std::int64_t write_stall_ms = 60'000;      // a client that does not read
inline constexpr std::int64_t connect_ms = 5'000;           // to an upstream, TLS included
inline constexpr std::int64_t first_byte_ms = 300'000;      // a cold 30B model may prefill for minutes
inline constexpr std::int64_t between_events_ms = 120'000;  // silence inside a stream that has begun
inline constexpr std::int64_t exchange_ms = 3'600'000;      // all of it: 16k tokens at 5 a second take 55 minutes
inline constexpr std::int64_t pool_idle_ms = 30'000;        // kept upstream connection; providers close at 60 s or more
inline constexpr std::int64_t keepalive_after_ms = 8'000;   // client silence before a keepalive; promise is 10 s
inline constexpr std::int64_t drain_ms = 30'000;            // SIGTERM: streams may finish
inline constexpr std::int64_t close_ms = 2'000;             // after the drain: answers that are ended honestly
inline constexpr std::int64_t quiet_ms = 1'000;             // nothing has run for so long: free memory is given back
inline constexpr std::int64_t engine_start_ms = 120'000;    // model load, cold disk
inline constexpr std::int64_t engine_restart_ms = 100;      // pause after an engine died; doubles while it is of no use
inline constexpr std::int64_t engine_restart_max_ms = 30'000;
inline constexpr std::int64_t engine_lived_ms = 60'000;  // an engine that lived so long died of something new
inline constexpr std::int64_t engine_count_ms = 10'000;  // tokenising 64 MB takes about 5 s

// --- memory per stream
inline constexpr std::size_t stream_buffer_bytes = 256 * 1024;  // then the upstream is not read

// --- counts
inline constexpr int attempts = 4;                 // per exchange, fallbacks included
inline constexpr int pool_per_origin = 16;         // kept idle connections
inline constexpr std::size_t ledger_queue = 4096;  // intents waiting for the writer; beyond that requests are refused
inline constexpr std::size_t ledger_late =
    16'384;  // settlements kept while the disk is full, some 2 KB each; then the oldest go
inline constexpr std::size_t ledger_late_intents = 1024;  // intents kept likewise, some 20 KB each; then no more are
inline constexpr std::int64_t settle_wait_ms = 20;  // what an answer cost waits so long for the next intent's commit
inline constexpr std::size_t sessions = 4096;       // kept in memory, oldest goes
inline constexpr std::size_t touched_files = 4096;  // per session's working set

// --- failures of upstreams
inline constexpr unsigned circuit_failures = 5;            // in a row and its own fault: then it is left alone
inline constexpr std::int64_t circuit_window_ms = 30'000;  // failures further apart are no outage
inline constexpr std::int64_t circuit_pause_ms = 5'000;    // then one request tries; doubles while that fails
inline constexpr std::int64_t circuit_pause_max_ms = 60'000;
inline constexpr unsigned same_target_retries = 2;   // beside the first try, before the client saw anything
inline constexpr std::int64_t retry_pause_ms = 400;  // first bound of the jittered pause; doubles
inline constexpr std::int64_t absorb_ms = 8'000;     // all waiting for one upstream: then the client decides

// --- a workspace and its index; everything in it is untrusted
inline constexpr std::size_t workspace_files = 200'000;             // beyond that the index says so and is not "ready"
inline constexpr std::size_t workspace_file_bytes = 1024 * 1024;    // larger source files are machine made
inline constexpr std::size_t workspace_depth = 64;                  // folders in folders
inline constexpr std::size_t workspace_ignore_bytes = 1024 * 1024;  // one ignore file
inline constexpr std::size_t workspace_watches = 50'000;          // folders; the kernel's usual limit is 65,536 a user
inline constexpr std::size_t workspace_commits = 5'000;           // history that is read; older commits weigh < 4 %
inline constexpr std::size_t workspace_commit_files = 100;        // a wider commit says nothing about two files
inline constexpr std::size_t workspace_message_bytes = 8 * 1024;  // of a commit
inline constexpr std::size_t workspace_question_bytes = 16 * 1024;  // of a user's words that are looked at
inline constexpr std::size_t workspace_facts = 200'000;             // per file
inline constexpr std::int64_t workspace_parse_ms = 250;             // per file; 1 MB of code takes 150
inline constexpr std::size_t workspace_definitions = 50'000;        // interface definitions of one workspace
inline constexpr std::size_t workspace_uses = 500'000;
inline constexpr std::size_t workspace_edge_places = 40;  // printed per definition
inline constexpr std::size_t workspaces = 16;             // kept in memory; the longest unused goes
inline constexpr std::int64_t workspace_answer_ms = 20;   // a new user turn waits so long, no longer
inline constexpr std::int64_t workspace_poll_ms = 5'000;  // where inotify does not reach
inline constexpr std::size_t session_changes = 512;       // edits kept per session
inline constexpr std::size_t change_words = 64;           // identifiers kept per edit and side

// --- files that a user writes or fetches
inline constexpr std::size_t config_bytes = 1024 * 1024;        // weir.toml; a hundred workspaces are 10 KB
inline constexpr std::size_t config_line_bytes = 4096;          // bounds how deep a dotted key can nest
inline constexpr std::size_t key_bytes = 16 * 1024;             // a provider key, from a file or a command
inline constexpr std::int64_t key_command_ms = 10'000;          // a password manager that asks its agent
inline constexpr std::int64_t key_kept_ms = 300'000;            // then key_command runs again: keys are rotated
inline constexpr std::int64_t key_failure_kept_ms = 30'000;     // a failing command must not cost 10 s per request
inline constexpr std::uint64_t gguf_header_bytes = 256u << 20;  // metadata; the largest vocabularies are 16 MB
inline constexpr std::uint64_t gguf_pairs = 1u << 16;           // metadata keys; real files have 20 to 60
inline constexpr std::uint64_t gguf_tensors = 1u << 18;         // real files have 100 to 3,000
inline constexpr std::uint64_t gguf_array = 1u << 24;           // elements; vocabularies reach 262,144
inline constexpr std::uint64_t gguf_string_bytes = 16u << 20;   // chat templates are 10 KB; keys have their own bound
inline constexpr std::uint64_t gguf_key_bytes = 65'535;         // the format's own bound

// --- what is read off a request or kept of a session
inline constexpr std::size_t path_bytes = 4096;             // PATH_MAX; a longer path names no file
inline constexpr std::size_t name_bytes = 256;              // session and agent ids of clients; real ones are 17 to 64
inline constexpr std::size_t one_shot_bytes = 16 * 1024;    // "short": about 4,000 tokens, far below any window
inline constexpr std::int64_t commit_message_tokens = 512;  // more is asked for a review, not for a message
inline constexpr std::int64_t safety_check_tokens = 4096;   // Claude Code asks for 64; a second stage may think first
inline constexpr std::size_t compaction_text_bytes = 4096;  // Claude Code's order to sum up has 6.3 to 7.3 KB
inline constexpr std::size_t session_tips = 64;          // known ends of one session's chain; a rewind goes back a few
inline constexpr std::size_t session_calls = 16 * 1024;  // tool calls already counted into a working set
inline constexpr std::size_t session_agents = 64;        // subagents with a model of their own, per session
inline constexpr std::size_t issuers = 64 * 1024;        // a week of heavy use; a row is 100 bytes
inline constexpr std::size_t pins = 4096;                // one a session and workspace; nobody sets thousands
inline constexpr int root_levels = 64;                   // folders walked up to find a repository
inline constexpr std::size_t git_file_bytes =
    1024 * 1024;  // HEAD, config, packed-refs; beyond that the commit is unknown

// --- net's own
inline constexpr std::size_t chunk_extension_bytes = 256;  // per message; nobody we know sends any
inline constexpr std::size_t body_window_bytes =
    16 * 1024;  // per body_stall_ms at least (or the rest): a byte a second is an attack
inline constexpr std::size_t drain_body_bytes =
    64 * 1024;                                    // unread body swallowed to keep a connection; beyond that it closes
inline constexpr std::int64_t linger_ms = 2'000;  // reading on after an early answer, so that a reset does not eat it
inline constexpr std::int64_t accept_pause_ms = 100;  // out of descriptors: try again then
inline constexpr std::int64_t exit_wait_ms = 200;     // from a child's closed socket to its exit status
inline constexpr int interim_answers = 8;             // 1xx before an upstream's answer
inline constexpr int lookups = 32;                    // name lookups under way, those nobody waits for included
inline constexpr std::size_t read_bytes = 16 * 1024;  // one read of a head or a stream; SSE events are <= 1 KB

}  // namespace weir::limits
