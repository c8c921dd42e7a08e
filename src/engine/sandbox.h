// Sandbox: a model file is hostile input to three thousand asserts of C++, so the process that reads it gives up what
// it does not need before it reads the first byte: no new privileges, no core dump, no ptrace by the same user, no
// file but the model's and the libraries' directories (Landlock), no socket, connect, exec or foreign process
// (seccomp). Must run while the process has one thread: Landlock binds the calling thread and its children.
#pragma once
#include <string>
#include <vector>

namespace weir::engine {

// The part that never fails and needs no paths.
void harden();

// Returns what holds: "landlock 7, seccomp", "seccomp", "none". A kernel without Landlock is no reason not to serve.
std::string enter_sandbox(const std::vector<std::string>& readable);

}  // namespace weir::engine
