// Tables from one world of errors to the other.
#include "relay/errors.h"

#include <array>

#include "wire/wire.h"

namespace weir::relay {
namespace {

using Cls = chat::UpstreamErrorClass;

Cls class_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return Cls::invalid_request;
    case ErrorKind::too_large:
      return Cls::too_large;
    case ErrorKind::unauthorized:
      return Cls::authentication;
    case ErrorKind::forbidden:
      return Cls::permission;
    case ErrorKind::not_found:
      return Cls::not_found;
    case ErrorKind::timeout:
      return Cls::timeout;
    case ErrorKind::cancelled:
      return Cls::cancelled;
    case ErrorKind::closed:
    case ErrorKind::protocol:
      return Cls::cut;
    case ErrorKind::unavailable:
      return Cls::overloaded;
    case ErrorKind::conflict:
    case ErrorKind::io:
    case ErrorKind::internal:
      return Cls::server;
  }
  return Cls::server;
}

std::string with_help(const std::string& message, const std::string& help) {
  std::string out = message.starts_with("weir: ") ? message : "weir: " + message;
  if (!help.empty()) out += ". " + help;
  return out;
}

}  // namespace

chat::UpstreamError error_of(const Error& error) {
  chat::UpstreamError out;
  out.cls = class_of(error.kind);
  out.status = wire::status_of(out.cls);
  out.message = with_help(error.message, error.help);
  return out;
}

chat::UpstreamErrorClass class_named(std::string_view text) {
  constexpr std::array all = {Cls::invalid_request,  Cls::authentication,   Cls::permission,   Cls::not_found,
                              Cls::too_large,        Cls::context_overflow, Cls::rate_limited, Cls::overloaded,
                              Cls::server,           Cls::timeout,          Cls::cut,          Cls::cancelled,
                              Cls::refused_by_policy};
  for (Cls cls : all) {
    if (chat::name(cls) == text) return cls;
  }
  return Cls::server;
}

chat::UpstreamError refusal_of(const Decision& decision, const ExchangeId& id) {
  chat::UpstreamError out;
  out.cls = class_named(decision.refusal_class);
  out.status = wire::status_of(out.cls);
  // A client compacts when it reads the overflow's own words, so nothing goes in front of them.
  if (out.cls == Cls::context_overflow) {
    out.message = decision.refusal;
    return out;
  }
  out.message = with_help(decision.refusal, decision.help) + " (weir why " + id.v + ")";
  return out;
}

bool worth_a_fallback(Cls cls) {
  switch (cls) {
    case Cls::rate_limited:
    case Cls::overloaded:
    case Cls::server:
    case Cls::timeout:
    case Cls::cut:
      return true;
    default:
      return false;
  }
}

}  // namespace weir::relay
