#include "child_pipes.h"

#include <fcntl.h>

#include <algorithm>

namespace ddns::platform {

std::optional<Pipe> make_pipe() noexcept {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  Pipe pipe{.read = UniqueFd(ends[0]), .write = UniqueFd(ends[1])};
  if (::fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK) != 0) return std::nullopt;
  return pipe;
}

void OutputReader::read_available() {
  constexpr int rounds = 64;
  char buffer[16 * 1024];
  for (int i = 0; i < rounds && pipe_.valid(); ++i) {
    const ssize_t got = retry_interrupted([&] { return ::read(pipe_.get(), buffer, sizeof buffer); });
    if (got > 0) output_.add({buffer, static_cast<std::size_t>(got)});
    if (got == 0 || (got < 0 && errno != EAGAIN)) pipe_.reset();
    if (got < 0) return;
  }
}

}  // namespace ddns::platform
