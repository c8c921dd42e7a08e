// What a text in weir.toml must look like. Each answers what is wrong with it ("is not ..."), "" when nothing is, and
// puts it into its normal form. None repeats the text: people paste keys into the wrong place.
#pragma once
#include <string>

namespace weir::config {

std::string check_name(std::string& text);
std::string check_class(std::string& text);
std::string check_kind(std::string& text);
std::string check_billing(std::string& text);
std::string check_where(std::string& text);
std::string check_path(std::string& text);
std::string check_env(std::string& text);
std::string check_command(std::string& text);
std::string check_url(std::string& text);
std::string check_host(std::string& text);

}  // namespace weir::config
