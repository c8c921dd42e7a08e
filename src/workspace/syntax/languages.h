// One function per language file; registry.cpp lists them.
#pragma once
#include "workspace/syntax/walk.h"

namespace weir::workspace::syntax {

Grammar c_grammar();
Grammar cpp_grammar();
Grammar csharp_grammar();
Grammar go_grammar();
Grammar java_grammar();
Grammar javascript_grammar();
Grammar kotlin_grammar();
Grammar php_grammar();
Grammar python_grammar();
Grammar ruby_grammar();
Grammar rust_grammar();
Grammar tsx_grammar();
Grammar typescript_grammar();

// Without a grammar of their own.
Facts read_json(std::string_view text);
// Same length, same lines: what is not code is blank. Jinja, Django, Go and Handlebars templates read as Python.
std::string erb_as_ruby(std::string_view text);
std::string template_as_python(std::string_view text);

}  // namespace weir::workspace::syntax
