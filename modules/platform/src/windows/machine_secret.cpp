#include "ddns/platform/machine_secret.h"

#include <algorithm>

#include "ddns/core/text.h"
#include "handle.h"
#include "io_error.h"
#include "wide.h"
// After windows.h.
#include <wincred.h>
#include <wincrypt.h>

namespace ddns::platform {
namespace {

constexpr DWORD quiet_for_machine = CRYPTPROTECT_LOCAL_MACHINE | CRYPTPROTECT_UI_FORBIDDEN;

/// The interface does not say const, and only reads.
DATA_BLOB blob_of(std::string& bytes) noexcept {
  return {.cbData = static_cast<DWORD>(bytes.size()), .pbData = reinterpret_cast<BYTE*>(bytes.data())};
}

std::string take(DATA_BLOB& blob) {
  std::string bytes(reinterpret_cast<const char*>(blob.pbData), blob.cbData);
  ::SecureZeroMemory(blob.pbData, blob.cbData);
  ::LocalFree(blob.pbData);
  return bytes;
}

}  // namespace

Result<std::string> protect_for_machine(std::string_view text) {
  std::string copy(text);
  DATA_BLOB in = blob_of(copy);
  DATA_BLOB out{};
  const BOOL done = ::CryptProtectData(&in, L"ddns-sidecar", nullptr, nullptr, nullptr, quiet_for_machine, &out);
  const auto why = last_error();
  ::SecureZeroMemory(copy.data(), copy.size());
  if (done == 0) return system_error("cannot encrypt for this machine", why);
  return take(out);
}

Result<std::string> unprotect_for_machine(std::string_view bytes) {
  std::string copy(bytes);
  DATA_BLOB in = blob_of(copy);
  DATA_BLOB out{};
  if (::CryptUnprotectData(&in, nullptr, nullptr, nullptr, nullptr, CRYPTPROTECT_UI_FORBIDDEN, &out) == 0) {
    return fail(Reason::config, cat("a secret of ${dpapi:…} cannot be decrypted: it was made on another machine, or is "
                                    "damaged; make it anew here with `ddns-sidecar secret protect` (",
                                    error_text(last_error()), ")"));
  }
  return take(out);
}

Result<std::string> stored_credential(std::string_view name) {
  CREDENTIALW* credential = nullptr;
  if (::CredReadW(to_wide(name).c_str(), CRED_TYPE_GENERIC, 0, &credential) == 0) {
    return fail(Reason::config, cat("the credential store of this process's user has no generic credential `", name,
                                    "`: ", error_text(last_error())));
  }
  std::string bytes(reinterpret_cast<const char*>(credential->CredentialBlob), credential->CredentialBlobSize);
  ::CredFree(credential);
  // cmdkey and the control panel write UTF-16.
  const bool wide = bytes.size() % 2 == 0 && bytes.find('\0') != std::string::npos;
  if (!wide) return bytes;
  std::wstring text(bytes.size() / 2, L'\0');
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(text.data()));
  return from_wide(text);
}

}  // namespace ddns::platform
