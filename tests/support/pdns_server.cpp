#include "support/pdns_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <vector>

#include "ddns/core/text.h"
#include "support/eventually.h"
#include "support/free_port.h"

namespace ddns::test {

namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 2> kSchemas = {"/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql",
                                                 "/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql"};
constexpr std::chrono::seconds kStartLimit{20};
constexpr int kAttempts = 5;

std::string find_schema() {
  for (const auto* path : kSchemas) {
    if (fs::exists(path)) return path;
  }
  throw std::runtime_error("the schema of PowerDNS's SQLite back end is missing; install pdns-backend-sqlite3");
}

std::string random_hex() {
  std::random_device source;
  std::string out;
  for (int i = 0; i < 32; ++i) out += "0123456789abcdef"[source() % 16];
  return out;
}

std::string program(std::string_view name) {
  const auto found = find_program(name);
  if (!found) throw std::runtime_error(cat("there is no ", name));
  return found->string();
}

}  // namespace

PdnsServer::PdnsServer() : api_key_(random_hex()) {
  ChildProcess sqlite({.argv = {program("sqlite3"), "-cmd", "PRAGMA synchronous=OFF", (folder_ / "pdns.db").string(),
                                ".read " + find_schema()},
                       .output = log_file(),
                       .one_log = true});
  if (sqlite.wait(kStartLimit) != ChildEnd{.exit_code = 0}) throw std::runtime_error("sqlite3 failed:\n" + log());
  for (int i = 0; i < kAttempts; ++i) {
    if (start()) return;
  }
  throw std::runtime_error(cat("pdns_server does not start:\n", log()));
}

PdnsServer::~PdnsServer() = default;

bool PdnsServer::start() {
  dns_port_ = free_port();
  api_port_ = free_port();
  const auto folder = folder_.path().string();
  const std::vector<std::string> argv{program("pdns_server"),
                                      cat("--config-dir=", folder),
                                      cat("--socket-dir=", folder),
                                      "--launch=gsqlite3",
                                      cat("--gsqlite3-database=", folder, "/pdns.db"),
                                      "--gsqlite3-pragma-synchronous=0",
                                      "--local-address=127.0.0.1",
                                      cat("--local-port=", dns_port_),
                                      "--webserver=yes",
                                      "--webserver-address=127.0.0.1",
                                      cat("--webserver-port=", api_port_),
                                      "--api=yes",
                                      cat("--api-key=", api_key_),
                                      "--daemon=no",
                                      "--guardian=no",
                                      "--disable-syslog=yes",
                                      "--security-poll-suffix=",
                                      "--loglevel=4",
                                      "--cache-ttl=0",
                                      "--query-cache-ttl=0",
                                      "--negquery-cache-ttl=0",
                                      "--zone-cache-refresh-interval=0",
                                      "--receiver-threads=1",
                                      "--distributor-threads=1",
                                      "--dnsupdate=yes",
                                      "--allow-dnsupdate-from=127.0.0.0/8"};
  process_ = std::make_unique<ChildProcess>(ChildSetup{.argv = argv, .output = log_file(), .one_log = true});
  return wait_until_ready();
}

bool PdnsServer::wait_until_ready() {
  bool ready = false;
  (void)eventually(
      [&] {
        if (!process_->running()) return true;  // it ended by itself: somebody else took the port
        try {
          (void)api("GET", "/zones");
          ready = true;
        } catch (const std::exception&) {  // not listening yet
        }
        return ready;
      },
      kStartLimit);
  return ready;
}

std::string PdnsServer::api(std::string_view method, std::string_view path, std::string_view body) const {
  try {
    Poco::Net::HTTPClientSession session("127.0.0.1", api_port_);
    session.setTimeout(Poco::Timespan(10, 0));
    Poco::Net::HTTPRequest request(std::string(method), cat("/api/v1/servers/localhost", path),
                                   Poco::Net::HTTPMessage::HTTP_1_1);
    request.set("X-API-Key", api_key_);
    request.setContentType("application/json");
    request.setContentLength(static_cast<std::streamsize>(body.size()));
    session.sendRequest(request) << body;
    Poco::Net::HTTPResponse response;
    std::string out;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), out);
    if (response.getStatus() / 100 != 2)
      throw std::runtime_error(cat(method, ' ', path, " answered ", static_cast<int>(response.getStatus()), ": ", out));
    return out;
  } catch (const Poco::Exception& e) {
    throw std::runtime_error(cat(method, ' ', path, ": ", e.displayText()));
  }
}

void PdnsServer::create_zone(std::string_view name) const {
  (void)api("POST", "/zones", cat(R"({"name":")", name, R"(.","kind":"Native","nameservers":["ns1.)", name, R"(."]})"));
}

void PdnsServer::allow_update(std::string_view zone, std::string_view key_name, std::string_view secret) const {
  (void)api("POST", "/tsigkeys",
            cat(R"({"name":")", key_name, R"(","algorithm":"hmac-sha256","key":")", secret, R"("})"));
  (void)api("PUT", cat("/zones/", zone, "./metadata/TSIG-ALLOW-DNSUPDATE"),
            cat(R"({"metadata":[")", key_name, R"("]})"));
}

}  // namespace ddns::test
