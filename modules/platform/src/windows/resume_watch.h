#pragma once

#include "handle.h"

namespace ddns::platform {

/// What the system calls, on a thread of its own, when the machine falls asleep or wakes: sets `event` at every resume.
ULONG CALLBACK on_power(void* event, ULONG type, void* setting);

/// Tells when the machine woke from suspend. Where the system cannot tell (before Windows 8, Wine), the event just
/// never comes.
class ResumeWatch {
 public:
  ResumeWatch();
  ~ResumeWatch();
  ResumeWatch(const ResumeWatch&) = delete;
  ResumeWatch& operator=(const ResumeWatch&) = delete;

  /// Auto reset; nullptr if it could not be made.
  [[nodiscard]] HANDLE event() const noexcept { return event_.get(); }

 private:
  UniqueHandle event_;
  HMODULE library_ = nullptr;
  void* registration_ = nullptr;
};

}  // namespace ddns::platform
