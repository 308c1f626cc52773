#include "resume_watch.h"

namespace ddns::platform {
namespace {

// Spelled out here because the import library of older tool chains lacks these two functions.
using Callback = ULONG(CALLBACK*)(void* context, ULONG type, void* setting);
struct Subscription {
  Callback callback;
  void* context;
};
using Register = DWORD(WINAPI*)(DWORD flags, HANDLE recipient, void** registration);
using Unregister = DWORD(WINAPI*)(void* registration);
constexpr DWORD notify_by_callback = 2;   // DEVICE_NOTIFY_CALLBACK
constexpr ULONG resume_automatic = 0x12;  // PBT_APMRESUMEAUTOMATIC: sent at every resume

template <class Function>
Function find(HMODULE library, const char* name) noexcept {
  // By way of a plain function pointer, or the compiler warns about the different types.
  return reinterpret_cast<Function>(reinterpret_cast<void (*)()>(::GetProcAddress(library, name)));
}

}  // namespace

ULONG CALLBACK on_power(void* event, ULONG type, void* /*setting*/) {
  if (type == resume_automatic) ::SetEvent(static_cast<HANDLE>(event));
  return ERROR_SUCCESS;
}

ResumeWatch::ResumeWatch() : event_(::CreateEventW(nullptr, FALSE, FALSE, nullptr)) {
  library_ = ::LoadLibraryExW(L"powrprof.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (library_ == nullptr || !event_.valid()) return;
  const auto subscribe = find<Register>(library_, "PowerRegisterSuspendResumeNotification");
  if (subscribe == nullptr) return;
  // The system copies it.
  Subscription subscription{.callback = on_power, .context = event_.get()};
  if (subscribe(notify_by_callback, &subscription, &registration_) != ERROR_SUCCESS) registration_ = nullptr;
}

ResumeWatch::~ResumeWatch() {
  if (registration_ != nullptr) {
    if (const auto end = find<Unregister>(library_, "PowerUnregisterSuspendResumeNotification")) end(registration_);
  }
  if (library_ != nullptr) ::FreeLibrary(library_);
}

}  // namespace ddns::platform
