// An estimate from sizes, for when nobody has counted. What a model does not read as text (signatures, base64 of
// images, the JSON around it all) is left out or counted by its own rule.
#include "chat/count.h"

#include <cmath>
#include <cstddef>

namespace weir::chat {
namespace {

// Recorded agent bodies run 3.3 to 4.6 bytes a token around the default of 3.8: that spread is the error.
constexpr double usual_ratio = 3.8, dense_ratio = 3.3, loose_ratio = 4.6;
// Each message costs its role and turn marks, each tool its frame, each request the template's opening.
constexpr double tokens_per_message = 4, tokens_per_tool = 12, tokens_per_request = 8;

struct Weighed {
  double bytes = 0, frame = 0, images = 0;
};

void weigh(const std::vector<Part>& parts, Weighed& sum) {
  for (const Part& part : parts) {
    switch (part.kind) {
      case Part::Kind::image:
        sum.images += 1;
        break;
      case Part::Kind::redacted_thinking:
      case Part::Kind::other:
        sum.bytes += static_cast<double>(part.data.size());
        break;
      default:
        sum.bytes += static_cast<double>(part.text.size() + part.name.size() + part.arguments.size());
        break;
    }
    weigh(part.parts, sum);
  }
}

Weighed weigh(const Request& request) {
  Weighed sum;
  sum.frame = tokens_per_request;
  for (const Message& message : request.messages) {
    sum.frame += tokens_per_message;
    weigh(message.parts, sum);
  }
  for (const Tool& tool : request.tools) {
    sum.frame += tokens_per_tool;
    sum.bytes += static_cast<double>(tool.name.size() + tool.description.size() + tool.schema.size());
  }
  sum.bytes += static_cast<double>(request.prompt.size() + request.suffix.size());
  return sum;
}

Tokens whole(double tokens) { return {static_cast<std::int64_t>(tokens)}; }

}  // namespace

std::size_t readable_bytes(const Request& request) { return static_cast<std::size_t>(weigh(request).bytes); }

Counted estimate(const Request& request, double bytes_per_token) {
  // An image is tiled by its size, which nobody has looked at: from one small tile to the largest that providers take.
  constexpr double image_low = 85, image = 1500, image_high = 4800;
  const double ratio = bytes_per_token > 0 ? bytes_per_token : usual_ratio;
  const Weighed sum = weigh(request);
  const double text = sum.bytes / ratio;
  Counted counted;
  counted.value = whole(std::round(sum.frame + text + image * sum.images));
  counted.low = whole(std::floor(text * usual_ratio / loose_ratio + image_low * sum.images));
  counted.high = whole(std::ceil(2 * sum.frame + text * usual_ratio / dense_ratio + image_high * sum.images));
  counted.source = CountSource::ratio;
  return counted;
}

}  // namespace weir::chat
