#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "support/stub_server.h"
#include "support/temp_dir.h"

namespace ddns::test {

/// A throw-away certification authority with server certificates of every kind, made when asked for, in a folder that
/// goes with the object. EC P-256 keys: making one takes a millisecond.
class TlsFixture {
 public:
  TlsFixture();
  ~TlsFixture();
  TlsFixture(const TlsFixture&) = delete;
  TlsFixture& operator=(const TlsFixture&) = delete;

  /// PEM certificate of the authority that signed good(), expired(), wrong_name() and named().
  [[nodiscard]] std::string ca_file() const;
  /// PEM certificate of an authority that signed only signed_by_another().
  [[nodiscard]] std::string other_ca_file() const;
  /// PEM certificate of the authority that signed unknown_ca().
  [[nodiscard]] std::string stranger_ca_file() const;

  /// For localhost, 127.0.0.1 and ::1, valid now.
  [[nodiscard]] StubOptions good();
  /// Like good(), but it ended yesterday.
  [[nodiscard]] StubOptions expired();
  /// Like good(), but it begins tomorrow.
  [[nodiscard]] StubOptions not_yet_valid();
  /// Valid, for other.example only.
  [[nodiscard]] StubOptions wrong_name();
  /// For the names good() has, signed by an authority that is in neither of the first two files.
  [[nodiscard]] StubOptions unknown_ca();
  /// For the names good() has, signed by the authority of other_ca_file().
  [[nodiscard]] StubOptions signed_by_another();
  /// Valid, with this subjectAltName in OpenSSL's syntax: "DNS:localhost", "IP:127.0.0.1,DNS:x.example".
  [[nodiscard]] StubOptions named(const std::string& alt_names);

 private:
  struct Authority;
  [[nodiscard]] StubOptions make(const Authority& authority, const std::string& alt_names, std::chrono::hours begins,
                                 std::chrono::hours ends);

  TempDir dir_;
  std::unique_ptr<Authority> authority_;
  std::unique_ptr<Authority> stranger_;
  std::unique_ptr<Authority> other_;
  int made_ = 0;
};

}  // namespace ddns::test
