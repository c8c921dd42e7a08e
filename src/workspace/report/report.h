// Report: the printed forms of what people and agents ask a workspace for. Text is at most 100 columns wide but for
// the code of a slice; JSON has every key always, unknown is null (docs/json.md); the SVG stands alone: no script, no
// font, no link, light and dark by the reader's own setting. Names and texts come from repositories: each form cleans
// and escapes them. Pure functions, any thread.
#pragma once
#include <string>

#include "workspace/workspaces.h"

namespace weir::workspace::report {

std::string text(const RippleReport& report);
std::string text(const LeftReport& report);
std::string text(const Slice& slice);
std::string text(const Brief& brief);

std::string json(const RippleReport& report);  // weir.ripple/1
std::string json(const LeftReport& report);    // weir.left/1
std::string json(const Slice& slice);          // weir.slice/1
std::string json(const Brief& brief);          // weir.brief/1

// The graph of one request: the definitions, the units and places that use them, the files likely to change.
std::string svg(const RippleReport& report);

}  // namespace weir::workspace::report
