// Paths as people write them: '~' for the home folder, no trailing slash.
#pragma once
#include <string>

namespace weir::config {

std::string home_dir();  // $HOME when absolute, else the password file's
std::string expand_home(
    const std::string& path);  // "~/x" to "/home/me/x", cleaned; a relative path comes back as it is
std::string shorten_home(const std::string& path);  // the way back, for showing
std::string clean_path(const std::string& path);    // "." and ".." folded by text alone, no trailing slash

}  // namespace weir::config
