// A hostile file for each parser that looks at a repository: CPU and memory are bounded, and what is found stands
// inside the file. The registries are asked, so that a reader or a grammar without such a file fails here.
// `repos_hostile --write DIR` makes a workspace of all of them, for the test with the real weir.
#include "hostile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "measure.h"
#include "workspace/edges/gather.h"
#include "workspace/edges/ties/code.h"
#include "workspace/edges/ties/common.h"
#include "workspace/edges/ties/imports.h"
#include "workspace/edges/ties/literals.h"
#include "workspace/edges/ties/sql_statements.h"
#include "workspace/syntax/syntax.h"
#include "workspace/tree/tree.h"

namespace weir::workspace::hostile {
namespace {

constexpr double cpu_limit_s = 1.0 * slower;    // one file
constexpr double peak_limit_mb = 256 * fatter;  // one file of 1 MB

// The worst of a parser's files, printed beside the limit.
class Worst {
 public:
  explicit Worst(std::string name) : name_(std::move(name)) {}
  ~Worst() {
    std::printf("repos  %-24s worst of %2d files: cpu %.3f s (limit %.0f)  %-26s memory %.0f MB (limit %.0f)  %s\n",
                name_.c_str(), files_, cpu_, cpu_limit_s, cpu_file_.c_str(), peak_, peak_limit_mb, peak_file_.c_str());
  }
  Worst(const Worst&) = delete;
  Worst& operator=(const Worst&) = delete;

  template <class Work>
  void measure(const std::string& file, Work work) {
    ++files_;
    const Cost cost;
    work();
    const double cpu = cost.cpu_s(), peak = cost.peak_mb();
    EXPECT_LE(cpu, cpu_limit_s) << file;
    EXPECT_LE(peak, peak_limit_mb) << file;
    if (cpu > cpu_) cpu_file_ = file;
    if (peak > peak_) peak_file_ = file;
    cpu_ = std::max(cpu_, cpu);
    peak_ = std::max(peak_, peak);
  }

 private:
  std::string name_, cpu_file_, peak_file_;
  int files_ = 0;
  double cpu_ = 0, peak_ = 0;
};

unsigned lines_of(std::string_view text) { return static_cast<unsigned>(std::ranges::count(text, '\n')) + 1; }

TEST(HostileFiles, EachReaderHasSomeAndStaysBounded) {
  for (const Reader& reader : readers()) {
    const auto files = for_reader(reader.name);
    ASSERT_FALSE(files.empty()) << "no hostile file for the reader " << reader.name << ": add some in hostile.cpp";
    Worst worst(std::string(reader.name) + " reader");
    bool claimed = false;
    for (const File& file : files) {
      if (!reader.claims(file.path, std::string_view(file.text).substr(0, 4096))) continue;
      claimed = true;
      std::vector<Definition> found;
      worst.measure(file.path, [&] {
        reader.read(file.path, file.text, found);
        edges::settle_sql(found);
      });
      const unsigned lines = lines_of(file.text);
      for (const Definition& one : found) ASSERT_TRUE(one.place.line >= 1 && one.place.line <= lines);
    }
    EXPECT_TRUE(claimed) << reader.name << " claims none of its hostile files";
  }
}

TEST(HostileFiles, EachLanguageHasSomeAndStaysBounded) {
  for (const Language language : languages()) {
    const auto files = for_language(language);
    ASSERT_FALSE(files.empty()) << "no hostile file for language " << static_cast<int>(language);
    ASSERT_EQ(language_of(files.front().path), language) << files.front().path;
    const std::string name = files.front().path.substr(files.front().path.rfind('.'));
    if (syntax::reads(language)) {
      Worst worst(name + " grammar");
      for (const File& file : files) {
        worst.measure(file.path, [&] {
          const auto facts = syntax::read(file.text, language);
          ASSERT_TRUE(facts && !facts->scopes.empty());
          ASSERT_LE(facts->facts.size(), 200'000U);
        });
      }
    }
    if (!edges::is_code(language)) continue;
    Worst worst(name + " literals");
    for (const File& file : files) {
      const unsigned lines = lines_of(file.text);
      worst.measure(file.path, [&] {
        const edges::Code code(file.text, language);
        for (const auto& one : edges::route_literals(code)) ASSERT_LE(one.line, lines);
        for (const auto& one : edges::topic_literals(code)) ASSERT_LE(one.line, lines);
        (void)edges::imports_of(code);
        (void)edges::exported_names(code);
        const edges::SqlSchema schema({});
        (void)edges::sql_names(file.text, schema);
      });
    }
  }
}

void write(const std::filesystem::path& root, const std::vector<File>& files) {
  for (const File& file : files) {
    const auto path = root / file.path;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << file.text;
  }
}

}  // namespace
}  // namespace weir::workspace::hostile

int main(int argc, char** argv) {
  namespace hostile = weir::workspace::hostile;
  if (argc == 3 && std::string_view(argv[1]) == "--write") {
    for (const auto& reader : weir::workspace::readers()) hostile::write(argv[2], hostile::for_reader(reader.name));
    for (const auto language : hostile::languages()) hostile::write(argv[2], hostile::for_language(language));
    hostile::write(argv[2], hostile::for_the_rest());
    return 0;
  }
  std::setvbuf(stdout, nullptr, _IOLBF, 0);  // what was measured before a crash is seen
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
