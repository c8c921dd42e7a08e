// The Completions dialect: requests, and the dialect as one value. Its answers stand in completions_answer.cpp.
#include "wire/completions.h"

#include "wire/crossing.h"
#include "wire/fields.h"
#include "wire/openai.h"

namespace weir::wire {
namespace completions {
namespace {

using chat::Request;

constexpr chat::Dialect kHere = chat::Dialect::completions;

// A string, or an array of one string. Token ids would need the vocabulary that made them.
Result<std::string> read_prompt(const Fields& body) {
  const JsonValue prompt = body["prompt"];
  const JsonValue one = prompt.is_array() && prompt.size() == 1 ? prompt[std::size_t{0}] : prompt;
  auto text = one.if_string();
  if (!text) return body.expected("prompt", "a string or an array of one string");
  return *std::move(text);
}

Result<Request> decode(const HttpHead&, std::shared_ptr<const std::string> bytes) {
  Request request;
  request.dialect = kHere;
  request.operation = chat::Operation::completion;
  request.body = bytes ? std::move(bytes) : std::make_shared<const std::string>();
  TRY(request.document, document_of(*request.body));
  TRY(const auto body, Fields::of(request.document.json->root(), ""));
  TRY_VOID(openai::read_common(body, request));
  TRY_VOID(openai::read_max_tokens(body, request));
  TRY(request.prompt, read_prompt(body));
  TRY(request.suffix, body.string("suffix"));
  request.has_suffix = body["suffix"].is_string();
  return request;
}

Result<Encoded> encode(const Request& request, const EncodeOptions& options) {
  if (request.operation != chat::Operation::completion) {
    return fail(ErrorKind::invalid, "a conversation cannot be sent to an upstream that speaks completions",
                "Name a model that is offered for chat.");
  }
  JsonWriter w;
  w.object().field("model", options.model).field("prompt", request.prompt);
  if (request.has_suffix) w.field("suffix", request.suffix);
  if (request.max_tokens) w.field("max_tokens", *request.max_tokens);
  openai::write_common(w, request, options);
  if (request.dialect == kHere) {
    pass_rest(w, request,
              {"model", "prompt", "suffix", "max_tokens", "max_completion_tokens", "stream", "stream_options",
               "temperature", "top_p", "seed", "stop"});
  }
  w.end();
  return Encoded{w.take(), {}};
}

}  // namespace
}  // namespace completions

constinit const Wire completions_wire = {
    .dialect = chat::Dialect::completions,
    .name = "completions",
    .decode = completions::decode,
    .encode = completions::encode,
    .answer_decoder = completions::answer_decoder,
    .answer_encoder = completions::answer_encoder,
    .read_error = openai::read_error,
    .error_body = openai::error_body,
    .error_frames = openai::error_frames,
    .keepalive = openai::kComment,
};

}  // namespace weir::wire
