// weir-engine: one model, one process, no keys, no network. weir starts it with one end of a socket pair and speaks
// frames to it (base/frames.h). It dies with weir, and when it dies of a model file nothing else does.
#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "engine/requests.h"
#include "engine/sandbox.h"
#include "ggml-backend.h"

namespace weir::engine {
namespace {

// Where the llama.cpp that we are linked to lies: its CPU variants are beside it.
std::string library_directory() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&llama_backend_init), &info) == 0 || info.dli_fname == nullptr) return {};
  return std::filesystem::canonical(info.dli_fname).parent_path().string();
}

std::string model_directory(const std::string& file) {
  std::error_code ignored;
  const auto real = std::filesystem::canonical(file, ignored);
  return (ignored ? std::filesystem::path(file) : real).parent_path().string();
}

class Service {
 public:
  Service(Model& model, Channel& channel) : model_(model), channel_(channel), jobs_(model, channel) {}

  void take(frames::Frame frame) {
    switch (frame.type) {
      case frames::Type::ping:
        channel_.send(frames::Type::pong, frame.stream, json::object());
        return;
      case frames::Type::cancel:
        jobs_.cancel(frame.stream);
        return;
      case frames::Type::chat:
        return start(std::move(frame),
                     [this](Job& job, json request) { chat(model_, channel_, job, std::move(request)); });
      case frames::Type::fim:
        return start(std::move(frame),
                     [this](Job& job, const json& request) { fim_.run(model_, channel_, job, request); });
      case frames::Type::count:
        return start(std::move(frame),
                     [this](Job& job, json request) { count(model_, channel_, job, std::move(request)); });
      default:
        return;  // a frame that only we send
    }
  }

 private:
  void start(frames::Frame frame, std::function<void(Job&, json)> work) {
    const std::uint32_t stream = frame.stream;
    const bool started = jobs_.start(
        stream, [run = std::move(work), text = std::move(frame.payload)](Job& job) { run(job, json::parse(text)); });
    if (!started) channel_.error(stream, "overloaded", "the local engine has too many requests under way");
  }

  Model& model_;
  Channel& channel_;
  Jobs jobs_;
  Fim fim_;
};

// While the model loads we already read, so as to notice that weir is gone.
[[noreturn]] void serve(Channel& channel, std::atomic<Service*>& service) {
  while (true) {
    frames::Frame frame = channel.receive();
    if (Service* ready = service.load(); ready != nullptr)
      ready->take(std::move(frame));
    else if (frame.type == frames::Type::ping)
      channel.send(frames::Type::pong, frame.stream, json::object());
    else if (frame.type != frames::Type::cancel)
      channel.error(frame.stream, "overloaded", "the model is being loaded");
  }
}

int run(const Options& options) {
  harden();
  setenv("GGML_NO_BACKTRACE", "1", 1);  // its crash handler starts a debugger
  catch_log();
  const std::string libraries = library_directory();
  ggml_backend_load_all_from_path(libraries.c_str());
  // From here on the model file may do what it can.
  const std::string sandbox = options.sandbox ? enter_sandbox({model_directory(options.model), libraries,
                                                               "/sys/devices/system", "/proc/cpuinfo", "/dev/urandom"})
                                              : "off";
  llama_backend_init();

  Channel channel(options.fd);
  std::atomic<Service*> service = nullptr;
  std::thread(serve, std::ref(channel), std::ref(service)).detach();
  Model model;
  std::string problem;
  const auto progress = [&channel](double value) { channel.send(frames::Type::progress, 0, json{{"value", value}}); };
  if (!model.load(options, progress, problem)) {
    channel.error(0, "server", problem);
    return 3;
  }
  Service ready(model, channel);
  service = &ready;
  channel.send(frames::Type::ready, 0, model.describe(sandbox));
  model.run();
  return 0;
}

}  // namespace
}  // namespace weir::engine

int main(int argc, char** argv) {
  weir::engine::Options options;
  std::string problem;
  if (!weir::engine::parse(argc, argv, options, problem)) {
    std::fprintf(stderr, "weir-engine: %s\n", problem.c_str());
    return 2;
  }
  const int code = weir::engine::run(options);
  std::fflush(stderr);
  _exit(code);  // no destructors: the reading thread may be inside of them
}
