#include "ddns/platform/system_trust.h"

#include "handle.h"
// After windows.h.
#include <wincrypt.h>

namespace ddns::platform {

std::optional<std::vector<std::string>> system_root_certificates() {
  std::vector<std::string> certificates;
  const HCERTSTORE store = ::CertOpenSystemStoreW(0, L"ROOT");
  if (store == nullptr) return certificates;
  const CERT_CONTEXT* context = nullptr;
  // Each call frees the context it is given.
  while ((context = ::CertEnumCertificatesInStore(store, context)) != nullptr) {
    if ((context->dwCertEncodingType & X509_ASN_ENCODING) == 0) continue;
    certificates.emplace_back(reinterpret_cast<const char*>(context->pbCertEncoded), context->cbCertEncoded);
  }
  ::CertCloseStore(store, 0);
  return certificates;
}

}  // namespace ddns::platform
