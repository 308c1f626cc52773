#pragma once

#include <optional>

#include "fd.h"
#include "kept_output.h"

namespace ddns::platform {

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};

/// Close-on-exec; the read end does not block. nullopt with errno set when there are no descriptors left.
[[nodiscard]] std::optional<Pipe> make_pipe() noexcept;

/// Reads one end of a pipe into a KeptOutput.
class OutputReader {
 public:
  OutputReader(UniqueFd pipe, KeptOutput output) : pipe_(std::move(pipe)), output_(std::move(output)) {}

  /// -1 after the end was reached.
  [[nodiscard]] int fd() const noexcept { return pipe_.get(); }
  /// Takes what is there, without blocking, and at most a bounded amount, so that a chatterbox cannot hold us here.
  void read_available();
  [[nodiscard]] KeptOutput& output() noexcept { return output_; }

 private:
  UniqueFd pipe_;
  KeptOutput output_;
};

}  // namespace ddns::platform
