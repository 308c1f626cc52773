#pragma once

#include <optional>

#include "handle.h"
#include "kept_output.h"

namespace ddns::platform {

struct Pipe {
  UniqueHandle read;
  UniqueHandle write;  ///< the one a child may inherit
};

[[nodiscard]] std::optional<Pipe> make_pipe() noexcept;

/// Reads one end of a pipe into a KeptOutput.
class OutputReader {
 public:
  OutputReader(UniqueHandle pipe, KeptOutput output) : pipe_(std::move(pipe)), output_(std::move(output)) {}

  /// Takes what is there, without blocking. False if there was nothing.
  bool read_available();
  [[nodiscard]] KeptOutput& output() noexcept { return output_; }

 private:
  UniqueHandle pipe_;
  KeptOutput output_;
};

}  // namespace ddns::platform
