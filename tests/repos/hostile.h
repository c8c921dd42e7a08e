// Files made to hurt the parser that reads them: deep, endless, unclosed, repeated, self-referring. Each is of about
// the largest size that weir reads at all.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "workspace/edges/edges.h"

namespace weir::workspace::hostile {

struct File {
  std::string parser;  // a reader's name, or "" for a program
  std::string path;    // unique among all
  std::string text;
};

std::vector<File> for_reader(std::string_view reader);  // empty: nobody thought of it yet
std::vector<File> for_language(Language language);      // of programs, grammar or not
std::vector<File> for_the_rest();                       // ignore rules, .gitmodules, build files of the brief
std::vector<Language> languages();                      // those that syntax or the lexer of literals reads

}  // namespace weir::workspace::hostile
