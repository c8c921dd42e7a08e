// Loading a model with the settings that weir wants.
#include "engine/model.h"

#include <mutex>

#include "engine/channel.h"
#include "log.h"
#include "src/llama-ext.h"

namespace weir::engine {
namespace {

constexpr std::int32_t context_default = 8192;  // what a laptop affords for four slots of a small model

std::mutex error_guard;
std::string error_line;

void keep_error(ggml_log_level level, const char* text, void* /*unused*/) {
  if (level != GGML_LOG_LEVEL_ERROR) return;
  const std::lock_guard lock(error_guard);
  error_line = one_line(text);
}

common_params settings(const Options& options) {
  common_params params;
  params.model.path = options.model;
  params.n_parallel = options.slots;
  params.n_ctx = (options.context > 0 ? options.context : context_default) * options.slots;
  // Sessions are pinned to slots, each with its own KV: with one unified pool a pinned slot is emptied for its
  // neighbours (facts/engine.md: 0 % reuse against 97 %).
  params.kv_unified = false;
  params.cache_idle_slots = false;
  params.slot_prompt_similarity = 0.1F;
  params.cache_ram_mib = options.cache_mib;
  params.n_batch = options.batch;
  params.n_ubatch = std::min(options.batch, params.n_ubatch);
  params.cpuparams.n_threads = options.threads;
  params.cpuparams_batch.n_threads = options.threads;
  params.fit_params = false;  // weir has decided; and a probe can abort
  params.warmup = false;      // the first request warms up; a load is 0.5 s shorter
  params.use_jinja = true;
  params.ctx_shift = false;  // an answer that forgets its beginning is no answer
  params.offline = true;
  return params;
}

}  // namespace

void catch_log() {
  common_log_set_verbosity_thold(-1);
  llama_log_set(keep_error, nullptr);
}

std::string last_error() {
  const std::lock_guard lock(error_guard);
  return error_line;
}

bool Model::load(const Options& options, const std::function<void(double)>& progress, std::string& problem) {
  params_ = settings(options);
  name_ = options.name;
  context_.set_state_callback([&progress](server_state, const json& payload) {
    if (payload.is_object() && payload.contains("value")) progress(payload.at("value").get<double>());
  });
  if (!context_.load_model(params_)) {
    problem = last_error();
    if (problem.empty()) problem = "llama.cpp could not load the model file";
    return false;
  }
  catch_log();  // loading installs llama.cpp's own
  context_.set_state_callback({});
  meta_ = std::make_unique<server_context_meta>(context_.get_meta());
  vocab_ = llama_model_get_vocab(llama_get_model(context_.get_llama_context()));
  if (fills_holes() && options.slots > 1) fim_slot_ = options.slots - 1;
  return true;
}

bool Model::fills_holes() const {
  return llama_vocab_fim_pre(vocab_) != LLAMA_TOKEN_NULL && llama_vocab_fim_suf(vocab_) != LLAMA_TOKEN_NULL &&
         llama_vocab_fim_mid(vocab_) != LLAMA_TOKEN_NULL;
}

bool Model::cap(const char* name) const {
  const auto at = meta_->chat_template_caps.find(name);
  return at != meta_->chat_template_caps.end() && at->second;
}

bool Model::takes_tools() const { return cap("supports_tools") && cap("supports_tool_calls"); }
bool Model::takes_system() const { return cap("supports_system_role"); }

int Model::slot_for(int wanted) const {
  const int chat_slots = fim_slot_ < 0 ? params_.n_parallel : fim_slot_;
  return wanted < 0 ? wanted : wanted % chat_slots;
}

std::vector<llama_token> Model::tokens(const std::string& text, bool special) const {
  return common_tokenize(vocab_, text, false, special);
}

json Model::describe(const std::string& sandbox) const {
  std::size_t weights = 0, kv = 0;
  for (const auto& [type, memory] : llama_get_memory_breakdown(context_.get_llama_context())) {
    weights += memory.model;
    kv += memory.context;
  }
  return json{{"model", name_},
              {"context", context()},
              {"slots", fim_slot_ < 0 ? params_.n_parallel : fim_slot_},
              {"fim_slot", fim_slot_},
              {"vocab", meta_->model_vocab_n_tokens},
              {"tools", takes_tools()},
              {"fim", fills_holes()},
              {"thinking", chat().enable_thinking},
              {"weights_bytes", weights},
              {"kv_bytes", kv},
              {"sandbox", sandbox}};
}

}  // namespace weir::engine
