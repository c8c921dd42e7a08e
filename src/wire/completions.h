// OpenAI's older Completions, kept alive by editors: POST /v1/completions with prompt and suffix.
#pragma once
#include <memory>

#include "wire/wire.h"

namespace weir::wire {

extern const Wire completions_wire;

namespace completions {

std::unique_ptr<AnswerDecoder> answer_decoder();
std::unique_ptr<AnswerEncoder> answer_encoder(const AnswerContext& context);

}  // namespace completions
}  // namespace weir::wire
