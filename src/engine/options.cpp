// The command line of weir-engine.
#include "engine/options.h"

#include <charconv>
#include <filesystem>
#include <string_view>

namespace weir::engine {
namespace {

struct Number {
  std::string_view name;
  std::int32_t Options::* field;
  std::int32_t low, high;
};

constexpr Number numbers[] = {
    {"--fd", &Options::fd, 3, 65535},         {"--ctx", &Options::context, 0, 4'194'304},
    {"--threads", &Options::threads, 1, 512}, {"--slots", &Options::slots, 1, 64},
    {"--batch", &Options::batch, 32, 8192},   {"--cache-mib", &Options::cache_mib, 0, 1'048'576},
};

bool set_number(const Number& number, std::string_view text, Options& options) {
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  if (value < number.low || value > number.high) return false;
  options.*number.field = value;
  return true;
}

bool set(std::string_view name, std::string_view value, Options& options, std::string& problem) {
  if (name == "--model") {
    options.model = value;
    return true;
  }
  if (name == "--name") {
    options.name = value;
    return true;
  }
  for (const Number& number : numbers) {
    if (number.name != name) continue;
    if (set_number(number, value, options)) return true;
    problem = std::string(name) + " takes a number from " + std::to_string(number.low) + " to " +
              std::to_string(number.high) + ", not '" + std::string(value) + "'";
    return false;
  }
  problem = "unknown option " + std::string(name);
  return false;
}

}  // namespace

bool parse(int argc, char** argv, Options& options, std::string& problem) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--no-sandbox") {
      options.sandbox = false;
      continue;
    }
    if (i + 1 >= argc) {
      problem = "option " + std::string(name) + " needs a value";
      return false;
    }
    if (!set(name, argv[++i], options, problem)) return false;
  }
  if (options.fd < 0 || options.model.empty()) {
    problem =
        "weir-engine is started by weir: weir-engine --fd N --model FILE [--name NAME] [--ctx N] [--threads N] "
        "[--slots N] [--batch N] [--cache-mib N] [--no-sandbox]";
    return false;
  }
  if (options.name.empty()) options.name = std::filesystem::path(options.model).stem().string();
  return true;
}

}  // namespace weir::engine
