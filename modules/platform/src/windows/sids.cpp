#include "sids.h"

#include <sddl.h>

#include <algorithm>
#include <vector>

#include "ddns/core/text.h"
#include "wide.h"

namespace ddns::platform {

std::optional<SidBytes> well_known_sid(WELL_KNOWN_SID_TYPE type) {
  SidBytes sid{};
  DWORD size = sid.size();
  if (::CreateWellKnownSid(type, nullptr, sid.data(), &size) == 0) return std::nullopt;
  return sid;
}

std::optional<SidBytes> service_sid(const std::string& service) {
  struct Text {  // UNICODE_STRING
    USHORT length, capacity;
    wchar_t* buffer;
  };
  using Create = LONG(WINAPI*)(Text * name, void* sid, ULONG* size);
  const HMODULE ntdll = ::GetModuleHandleW(L"ntdll.dll");
  if (ntdll == nullptr) return std::nullopt;
  const auto create =
      reinterpret_cast<Create>(reinterpret_cast<void (*)()>(::GetProcAddress(ntdll, "RtlCreateServiceSid")));
  if (create == nullptr) return std::nullopt;
  std::wstring wide = to_wide(service);
  const auto bytes = static_cast<USHORT>(wide.size() * sizeof(wchar_t));
  Text name{bytes, bytes, wide.data()};
  SidBytes sid{};
  ULONG size = sid.size();
  if (create(&name, sid.data(), &size) != 0) return std::nullopt;
  return sid;
}

std::optional<SidBytes> current_user_sid() {
  HANDLE raw = nullptr;
  if (::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &raw) == 0) return std::nullopt;
  const UniqueHandle token(raw);
  std::vector<std::uint64_t> block(64);  // a TOKEN_USER with its SID; wide elements for the alignment
  DWORD size = 0;
  if (::GetTokenInformation(token.get(), TokenUser, block.data(),
                            static_cast<DWORD>(block.size() * sizeof(std::uint64_t)), &size) == 0) {
    return std::nullopt;
  }
  SidBytes sid{};
  if (::CopySid(sid.size(), sid.data(), reinterpret_cast<const TOKEN_USER*>(block.data())->User.Sid) == 0) {
    return std::nullopt;
  }
  return sid;
}

bool same_sid(const SidBytes& a, const SidBytes& b) noexcept {
  SidBytes left = a;
  SidBytes right = b;
  return ::EqualSid(left.data(), right.data()) != 0;
}

std::string name_of_sid(SidBytes sid) {
  std::array<wchar_t, 256> name{};
  std::array<wchar_t, 256> domain{};
  DWORD name_size = name.size();
  DWORD domain_size = domain.size();
  SID_NAME_USE use{};
  if (::LookupAccountSidW(nullptr, sid.data(), name.data(), &name_size, domain.data(), &domain_size, &use) != 0) {
    return cat(from_wide(domain.data()), domain[0] == L'\0' ? "" : "\\", from_wide(name.data()));
  }
  wchar_t* text = nullptr;
  if (::ConvertSidToStringSidW(sid.data(), &text) == 0) return "an unknown account";
  std::string spelled = from_wide(text);
  ::LocalFree(text);
  return spelled;
}

}  // namespace ddns::platform
