#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ddns/platform/append_file.h"

namespace ddns::log {

/// Lines on their way into a file that may refuse them: a full disk keeps them here, in order, and a line of which only
/// a part was taken is completed later, so that the file never holds a torn one. Holds so much and no more.
class Backlog {
 public:
  static constexpr std::size_t most = 262'144;  ///< bytes

  struct Outcome {
    bool failed = false;        ///< the file did not take everything
    std::uint64_t dropped = 0;  ///< lines for which there was no room
  };

  /// Appends what waits, and then `line`, to the file.
  Outcome write(platform::AppendFile& file, std::string_view line);
  /// Tries once more to get rid of what waits; the rest is given up. Returns the number of lines lost.
  std::uint64_t give_up(platform::AppendFile& file);
  [[nodiscard]] bool empty() const noexcept { return waiting_.empty(); }

 private:
  bool push(platform::AppendFile& file);

  std::string waiting_;
};

}  // namespace ddns::log
