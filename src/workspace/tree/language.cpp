// What a file is by its name: the language a lexer would read it in, and whether it is code, data or prose.
#include <algorithm>
#include <array>
#include <span>

#include "workspace/tree/names.h"
#include "workspace/tree/tree.h"

namespace weir::workspace {
using namespace tree_parts;
namespace {

using enum Language;
using enum Nature;

struct Row {
  std::string_view name;
  Named is;
};

// Extensions, lower case, sorted. text = words without a grammar.
constexpr Row extensions[] = {
    {"7z", {none, binary}},
    {"a", {none, binary}},
    {"adoc", {text, prose}},
    {"astro", {html, code}},
    {"avdl", {text, code}},
    {"avif", {none, binary}},
    {"avpr", {json, data}},
    {"avsc", {json, data}},
    {"bash", {shell, code}},
    {"bat", {text, code}},
    {"bazel", {python, code}},
    {"bin", {none, binary}},
    {"blade", {php, code}},
    {"bmp", {none, binary}},
    {"bz2", {none, binary}},
    {"bzl", {python, code}},
    {"c", {c, code}},
    {"cc", {cpp, code}},
    {"cfg", {text, data}},
    {"cjs", {javascript, code}},
    {"class", {none, binary}},
    {"clj", {text, code}},
    {"cljs", {text, code}},
    {"cmake", {text, code}},
    {"cmd", {text, code}},
    {"conf", {text, data}},
    {"cpp", {cpp, code}},
    {"cs", {csharp, code}},
    {"cshtml", {html, code}},
    {"csproj", {xml, data}},
    {"css", {css, code}},
    {"csv", {text, data}},
    {"cts", {typescript, code}},
    {"cu", {cpp, code}},
    {"cuh", {cpp, code}},
    {"cxx", {cpp, code}},
    {"dart", {dart, code}},
    {"db", {none, binary}},
    {"dll", {none, binary}},
    {"dockerfile", {dockerfile, code}},
    {"dylib", {none, binary}},
    {"eex", {erb, code}},
    {"ejs", {erb, code}},
    {"env", {text, data}},
    {"eot", {none, binary}},
    {"erb", {erb, code}},
    {"erl", {text, code}},
    {"ex", {elixir, code}},
    {"exe", {none, binary}},
    {"exs", {elixir, code}},
    {"fish", {shell, code}},
    {"flac", {none, binary}},
    {"fs", {text, code}},
    {"fsproj", {xml, data}},
    {"gemspec", {ruby, code}},
    {"gif", {none, binary}},
    {"go", {go, code}},
    {"gql", {graphql, code}},
    {"gradle", {text, code}},
    {"graphql", {graphql, code}},
    {"graphqls", {graphql, code}},
    {"groovy", {text, code}},
    {"gz", {none, binary}},
    {"h", {cpp, code}},
    {"haml", {text, code}},
    {"hbs", {html, code}},
    {"hcl", {hcl, code}},
    {"heex", {erb, code}},
    {"hh", {cpp, code}},
    {"hpp", {cpp, code}},
    {"hrl", {text, code}},
    {"hs", {haskell, code}},
    {"htm", {html, code}},
    {"html", {html, code}},
    {"hxx", {cpp, code}},
    {"icns", {none, binary}},
    {"ico", {none, binary}},
    {"inc", {text, code}},
    {"ini", {text, data}},
    {"inl", {cpp, code}},
    {"ipp", {cpp, code}},
    {"ipynb", {json, data}},
    {"j2", {text, code}},
    {"jar", {none, binary}},
    {"java", {java, code}},
    {"jbuilder", {ruby, code}},
    {"jl", {text, code}},
    {"jpeg", {none, binary}},
    {"jpg", {none, binary}},
    {"js", {javascript, code}},
    {"json", {json, data}},
    {"json5", {json, data}},
    {"jsonc", {json, data}},
    {"jsonl", {text, data}},
    {"jsx", {jsx, code}},
    {"kt", {kotlin, code}},
    {"kts", {kotlin, code}},
    {"less", {css, code}},
    {"lib", {none, binary}},
    {"liquid", {html, code}},
    {"lock", {text, data}},
    {"log", {text, data}},
    {"lua", {lua, code}},
    {"m", {objc, code}},
    {"m4", {text, code}},
    {"map", {none, data}},
    {"markdown", {markdown, prose}},
    {"md", {markdown, prose}},
    {"mdx", {markdown, prose}},
    {"mjs", {javascript, code}},
    {"mk", {makefile, code}},
    {"ml", {text, code}},
    {"mli", {text, code}},
    {"mm", {objc, code}},
    {"mov", {none, binary}},
    {"mp3", {none, binary}},
    {"mp4", {none, binary}},
    {"mts", {typescript, code}},
    {"mustache", {html, code}},
    {"nim", {text, code}},
    {"nix", {text, code}},
    {"npy", {none, binary}},
    {"nupkg", {none, binary}},
    {"o", {none, binary}},
    {"odt", {none, binary}},
    {"ogg", {none, binary}},
    {"onnx", {none, binary}},
    {"org", {text, prose}},
    {"otf", {none, binary}},
    {"parquet", {none, binary}},
    {"pb", {none, binary}},
    {"pdf", {none, binary}},
    {"php", {php, code}},
    {"phtml", {php, code}},
    {"pickle", {none, binary}},
    {"pkl", {none, binary}},
    {"pl", {perl, code}},
    {"plist", {xml, data}},
    {"pm", {perl, code}},
    {"png", {none, binary}},
    {"po", {text, data}},
    {"pot", {text, data}},
    {"properties", {text, data}},
    {"props", {xml, data}},
    {"proto", {proto, code}},
    {"ps1", {text, code}},
    {"psd", {none, binary}},
    {"pug", {text, code}},
    {"py", {python, code}},
    {"pyc", {none, binary}},
    {"pyi", {python, code}},
    {"pyw", {python, code}},
    {"pyx", {python, code}},
    {"r", {text, code}},
    {"rake", {ruby, code}},
    {"rar", {none, binary}},
    {"razor", {html, code}},
    {"rb", {ruby, code}},
    {"resx", {xml, data}},
    {"rs", {rust, code}},
    {"rst", {text, prose}},
    {"ru", {ruby, code}},
    {"s", {text, code}},
    {"sass", {css, code}},
    {"sbt", {scala, code}},
    {"sc", {scala, code}},
    {"scala", {scala, code}},
    {"scss", {css, code}},
    {"sh", {shell, code}},
    {"sln", {text, data}},
    {"slnx", {xml, data}},
    {"snap", {none, data}},
    {"so", {none, binary}},
    {"sol", {text, code}},
    {"sql", {sql, code}},
    {"sqlite", {none, binary}},
    {"styl", {css, code}},
    {"svelte", {svelte, code}},
    {"svg", {none, data}},
    {"swift", {swift, code}},
    {"tar", {none, binary}},
    {"tcl", {text, code}},
    {"tf", {hcl, code}},
    {"tfvars", {hcl, data}},
    {"tgz", {none, binary}},
    {"thrift", {text, code}},
    {"tif", {none, binary}},
    {"tiff", {none, binary}},
    {"tmpl", {text, code}},
    {"toml", {toml, data}},
    {"tpl", {text, code}},
    {"ts", {typescript, code}},
    {"tsv", {text, data}},
    {"tsx", {tsx, code}},
    {"ttf", {none, binary}},
    {"twig", {html, code}},
    {"txt", {text, prose}},
    {"v", {text, code}},
    {"vb", {text, code}},
    {"vbproj", {xml, data}},
    {"vue", {vue, code}},
    {"war", {none, binary}},
    {"wasm", {none, binary}},
    {"wav", {none, binary}},
    {"webm", {none, binary}},
    {"webp", {none, binary}},
    {"whl", {none, binary}},
    {"woff", {none, binary}},
    {"woff2", {none, binary}},
    {"xcf", {none, binary}},
    {"xhtml", {html, code}},
    {"xls", {none, binary}},
    {"xlsx", {none, binary}},
    {"xml", {xml, data}},
    {"xsd", {xml, data}},
    {"xsl", {xml, code}},
    {"xz", {none, binary}},
    {"yaml", {yaml, data}},
    {"yml", {yaml, data}},
    {"zig", {zig, code}},
    {"zip", {none, binary}},
    {"zsh", {shell, code}},
    {"zst", {none, binary}},
};

// Whole names, lower case, sorted. They win over the extension.
constexpr Row names[] = {
    {".bashrc", {shell, code}},
    {".env", {text, data}},
    {".envrc", {shell, code}},
    {"authors", {text, prose}},
    {"brewfile", {ruby, code}},
    {"build", {python, code}},
    {"changelog", {text, prose}},
    {"changes", {text, prose}},
    {"cmakelists.txt", {text, code}},
    {"codeowners", {text, data}},
    {"containerfile", {dockerfile, code}},
    {"contributing", {text, prose}},
    {"copying", {text, prose}},
    {"dockerfile", {dockerfile, code}},
    {"fastfile", {ruby, code}},
    {"gemfile", {ruby, code}},
    {"gnumakefile", {makefile, code}},
    {"go.mod", {text, data}},
    {"go.sum", {text, data}},
    {"go.work", {text, data}},
    {"guardfile", {ruby, code}},
    {"install", {text, prose}},
    {"jenkinsfile", {text, code}},
    {"justfile", {makefile, code}},
    {"license", {text, prose}},
    {"licence", {text, prose}},
    {"makefile", {makefile, code}},
    {"meson.build", {text, code}},
    {"notice", {text, prose}},
    {"podfile", {ruby, code}},
    {"procfile", {text, data}},
    {"rakefile", {ruby, code}},
    {"readme", {text, prose}},
    {"requirements.txt", {text, data}},
    {"sconstruct", {python, code}},
    {"tiltfile", {python, code}},
    {"vagrantfile", {ruby, code}},
    {"workspace", {python, code}},
};

template <std::size_t size>
consteval std::array<Row, size> in_order(const Row (&rows)[size]) {
  std::array<Row, size> out{};
  std::ranges::copy(rows, out.begin());
  std::ranges::sort(out, {}, &Row::name);
  return out;
}
constexpr auto by_extension = in_order(extensions);
constexpr auto by_name = in_order(names);
constexpr std::size_t longest_name = 32;  // no row is longer

const Named* find(std::span<const Row> rows, std::string_view name) {
  const auto at = std::ranges::lower_bound(rows, name, {}, &Row::name);
  return at != rows.end() && at->name == name ? &at->is : nullptr;
}

}  // namespace

std::string_view tree_parts::base_name(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string tree_parts::lower_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char ch) { return ch >= 'A' && ch <= 'Z' ? static_cast<char>(ch - 'A' + 'a') : ch; });
  return out;
}

Named tree_parts::named(std::string_view path) {
  const std::string_view base = base_name(path);
  const auto dot = base.rfind('.');
  const std::string_view last = dot == std::string_view::npos ? std::string_view() : base.substr(dot + 1);
  if (base.size() <= longest_name) {
    const std::string lower = lower_case(base);
    if (const Named* row = find(by_name, lower)) return *row;
    if (lower.starts_with("dockerfile.") || lower.starts_with("containerfile.")) return {dockerfile, code};
    if (lower.starts_with(".env.")) return {text, data};
    if (lower.starts_with("makefile.")) return {makefile, code};
  }
  if (last.empty() || last.size() > longest_name) return {none, unknown};
  if (const Named* row = find(by_extension, lower_case(last))) return *row;
  return {none, unknown};
}

Language language_of(std::string_view path) { return named(path).language; }

}  // namespace weir::workspace
