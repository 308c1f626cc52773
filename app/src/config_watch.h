#pragma once

#include "config_file.h"
#include "ddns/platform/wait_set.h"

namespace ddns::app {

/// The files that the configuration in force was made from: has them watched, and tells when one of them holds
/// something else than what was read. For the thread that owns the wait set.
class ConfigWatch {
 public:
  explicit ConfigWatch(platform::WaitSet& waits) : waits_(waits) {}

  /// From now on these, as they were read. Errors: as WaitSet::watch_files(); the stamps count all the same.
  [[nodiscard]] Status follow(const FileStamps& files);
  /// A configuration made from these was refused: a file that it asked for may be what it waits for, and those of the
  /// configuration in force still matter.
  [[nodiscard]] Status follow_also(const FileStamps& files);
  /// True when a file holds something new. One that is gone, empty, or cannot be read now is being replaced: that ends
  /// with another event.
  [[nodiscard]] bool changed() const;

 private:
  platform::WaitSet& waits_;
  FileStamps files_;
};

}  // namespace ddns::app
