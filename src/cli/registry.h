// The verbs, each in the file of its name.
#pragma once
#include "cli/cli.h"

namespace weir::cli {
extern const Verb up, stop, status, models, use, why, log_verb, costs, replay, launch, doctor, demo, off, config_verb,
    help, ripple, slice, brief, index, mcp_verb;
}
