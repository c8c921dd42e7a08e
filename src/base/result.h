// Result<T>: the error world of the data path. A function that can fail for a reason outside the program
// returns Result; exceptions are for start-up and programmer errors only (DESIGN.md §6).
#pragma once
#include <expected>
#include <string>
#include <utility>

namespace weir {

// What went wrong, as the layer above must tell it apart. The message is for a person; nothing parses it.
enum class ErrorKind {
  invalid,       // the input is wrong: bad JSON, wrong type, bad configuration
  too_large,     // a limit of base/limits.h was passed
  unauthorized,  // no or wrong credential
  forbidden,     // policy or access says no
  not_found,
  conflict,  // port in use, second weir, locked ledger
  timeout,
  cancelled,    // the one who asked went away
  closed,       // the peer closed or reset before the message was whole
  io,           // disk, socket, process
  protocol,     // the peer broke HTTP, SSE, TLS or its dialect
  unavailable,  // upstream down, model not loaded, queue full
  internal,
};

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;  // one sentence, no newline, never a secret or prompt text
  std::string help;     // what to do next; may be empty

  // Context added on the way up: "while reading weir.toml: ..."
  Error prefixed(std::string_view context) && {
    message.insert(0, std::string(context) + ": ");
    return std::move(*this);
  }
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(ErrorKind kind, std::string message, std::string help = {}) {
  return std::unexpected(Error{kind, std::move(message), std::move(help)});
}

}  // namespace weir

// TRY(auto x, expr): x is the value, or the function returns the error. A declaration of several statements:
// brace your ifs. The first argument takes no comma. In a coroutine use the CO_ forms. clang-19 only:
// gcc 12 miscompiles some of these shapes.
#define WEIR_CAT2(a, b) a##b
#define WEIR_CAT(a, b) WEIR_CAT2(a, b)
#define WEIR_TRY(tmp, ret, decl, ...)                    \
  auto tmp = (__VA_ARGS__);                              \
  if (!tmp) ret std::unexpected(std::move(tmp).error()); \
  decl = std::move(*tmp)
#define TRY(decl, ...) WEIR_TRY(WEIR_CAT(try_, __COUNTER__), return, decl, __VA_ARGS__)
#define CO_TRY(decl, ...) WEIR_TRY(WEIR_CAT(try_, __COUNTER__), co_return, decl, __VA_ARGS__)
#define WEIR_TRY_VOID(tmp, ret, ...) \
  if (auto tmp = (__VA_ARGS__); !tmp) ret std::unexpected(std::move(tmp).error())
#define TRY_VOID(...) WEIR_TRY_VOID(WEIR_CAT(try_, __COUNTER__), return, __VA_ARGS__)
#define CO_TRY_VOID(...) WEIR_TRY_VOID(WEIR_CAT(try_, __COUNTER__), co_return, __VA_ARGS__)
