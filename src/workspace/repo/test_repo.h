// A small repository on disk for tests: one proto, users of it in three units, real git history.
#pragma once
#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "workspace/repo/repo.h"

namespace weir::workspace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "weir-repo-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((std::filesystem::path(path) / file).parent_path());
    std::ofstream(std::filesystem::path(path) / file, std::ios::binary) << text;
  }
  std::string text(const std::string& file) const {
    std::ostringstream out;
    out << std::ifstream(std::filesystem::path(path) / file, std::ios::binary).rdbuf();
    return out.str();
  }
  void replace(const std::string& file, const std::string& from, const std::string& to) const {
    std::string all = text(file);
    for (std::size_t at = 0; (at = all.find(from, at)) != std::string::npos; at += to.size())
      all.replace(at, from.size(), to);
    write(file, all);
  }
  // A fixed identity, no hooks, no configuration of the machine's.
  void git(const std::string& words) const {
    const std::string command = "cd '" + path +
                                "' && HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 git -c user.name=t -c user.email=t@t -c "
                                "init.defaultBranch=main -c commit.gpgsign=false " +
                                words + " >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << words;
  }
  void commit(const std::string& message) const {
    git("add -A");
    git("commit -q -m '" + message + "'");
  }

  std::string path;
};

inline void write_shop(const Folder& shop) {
  shop.write("proto/order.proto",
             "syntax = \"proto3\";\npackage shop.v1;\n\n// One order.\nmessage Order {\n  string number = 1;\n"
             "  string user_id = 2;\n  int64 price_cents = 3;\n}\n\nmessage Ticket {\n  string subject = 1;\n}\n\n"
             "service Orders {\n  rpc Place(Order) returns (Order);\n}\n");
  shop.write("billing/go.mod", "module example.test/billing\n\ngo 1.22\n");
  shop.write("billing/charge.go",
             "package main\n\nimport shopv1 \"example.test/gen/shop/v1\"\n\nfunc charge(o *shopv1.Order) string {\n"
             "\treturn debit(o.GetUserId(), o.GetPriceCents())\n}\n");
  shop.write("mailer/pyproject.toml", "[project]\nname = \"mailer\"\n");
  shop.write("mailer/receipt.py",
             "from shop.v1 import order_pb2\n\n\ndef receipt(order: order_pb2.Order) -> str:\n"
             "    return f\"for {order.user_id}\"\n");
  shop.write("web/package.json", "{\"name\": \"web\", \"version\": \"1.0.0\"}\n");
  shop.write("web/order.ts",
             "import { Order } from './gen/order_pb';\n\nexport function owner(order: Order): string {\n"
             "  return order.userId;\n}\n");
  shop.write("README.md", "# Shop\n\nThe user_id of an order names who bought.\n");
  shop.write("billing/local.go",
             "package main\n\nfunc local() string {\n\tuser_id := \"x\" // no field\n\treturn user_id\n}\n");
}

// The numbers of data/ripple.toml; a parser of its own, since workspace has none.
inline std::map<std::string, double, std::less<>> test_numbers() {
  const char* source = std::getenv("WEIR_SOURCE");  // ctest sets it; by hand: run in the checkout
  std::ifstream in(std::string(source == nullptr ? "." : source) + "/data/ripple.toml");
  std::map<std::string, double, std::less<>> numbers;
  std::string line, section;
  while (std::getline(in, line)) {
    line = line.substr(0, line.find('#'));
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.pop_back();
    if (line.starts_with("["))
      section = line.substr(1, line.find(']') - 1) + ".";
    else if (const auto equals = line.find('='); equals != std::string::npos)
      numbers[section + line.substr(0, line.find_first_of(" ="))] = std::stod(line.substr(equals + 1));
  }
  return numbers;
}

inline std::shared_ptr<const Weights> test_weights() {
  auto weights = weights_of(test_numbers());
  EXPECT_TRUE(weights.has_value()) << (weights ? "" : weights.error().message);
  return weights ? *weights : nullptr;
}

inline void run_to_ready(Repo& repo) {
  for (int i = 0; i < 100'000 && !repo.ready(); ++i) repo.step();
  ASSERT_TRUE(repo.ready());
}

}  // namespace weir::workspace
