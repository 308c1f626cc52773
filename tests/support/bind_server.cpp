#include "support/bind_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/DatagramSocket.h>
#include <Poco/Net/SocketAddress.h>

#include <csignal>
#include <stdexcept>

#include "ddns/core/text.h"
#include "ddns/dns/message.h"
#include "support/eventually.h"
#include "support/free_port.h"

namespace ddns::test {
namespace {

using namespace std::chrono_literals;
using Poco::Net::SocketAddress;

constexpr auto kLimit = 15s;

}  // namespace

bool BindServer::installed() { return find_program("named").has_value(); }

BindServer::BindServer(BindConfig config) : config_(std::move(config)) {
  for (const auto& [name, content] : config_.files) folder_.write(name, content);
  for (int attempt = 0; attempt < 5; ++attempt) {
    port_ = config_.port != 0 ? config_.port : free_port(config_.address);
    write_config();
    launch();
    if (up_within(kLimit)) return;
    const bool clash = log().find("address in use") != std::string::npos;
    if (!clash || config_.port != 0) break;
    kill();
  }
  kill();
  give_up("does not start");
}

BindServer::~BindServer() = default;

void BindServer::write_config() {
  folder_.write(
      "named.conf",
      cat("options {\n  directory \"", folder_.path().string(), "\";\n  listen-on port ", port_, " { ", config_.address,
          "; };\n  listen-on-v6 { none; };\n  pid-file none;\n  session-keyfile none;\n  lock-file none;\n"
          "  dnssec-validation no;\n  notify no;\n  empty-zones-enable no;\n",
          config_.options.find("recursion") == std::string::npos ? "  recursion no;\n" : "", config_.options,
          "\n};\ncontrols { };\n", config_.statements));
}

void BindServer::launch() {
  const auto program = find_program("named");
  if (!program) throw std::runtime_error("there is no named");
  process_ = std::make_unique<ChildProcess>(
      ChildSetup{.argv = {program->string(), "-g", "-n", "1", "-c", (folder_ / "named.conf").string(), "-p",
                          std::to_string(port_)},
                 .output = folder_ / "named.log",
                 .one_log = true});
}

bool BindServer::exited() { return !process_ || !process_->running(); }

bool BindServer::up_within(std::chrono::seconds span) {
  bool up = false;
  (void)eventually([&] { return exited() || (up = served_serial().has_value()); }, span);
  return up;
}

std::optional<std::uint32_t> BindServer::served_serial() const {
  const auto zone = DomainName::parse(config_.probe);
  auto question = dns::encode(dns::make_query(4711, zone.value(), dns::Type::soa, false, false));
  if (config_.probe_key)
    question = dns::tsig_sign(*question, *config_.probe_key, std::chrono::system_clock::now())->message;
  try {
    Poco::Net::DatagramSocket socket(Poco::Net::SocketAddress::IPv4);
    socket.connect(SocketAddress(config_.address, port_));
    socket.sendBytes(question->data(), static_cast<int>(question->size()));
    if (!socket.poll(Poco::Timespan(0, 200000), Poco::Net::Socket::SELECT_READ)) return std::nullopt;
    dns::Bytes buffer(4096);
    buffer.resize(static_cast<std::size_t>(socket.receiveBytes(buffer.data(), static_cast<int>(buffer.size()))));
    const auto answer = dns::decode(buffer);
    if (!answer || !answer->header.authoritative || answer->answers.empty()) return std::nullopt;
    const auto* soa = std::get_if<dns::Soa>(&answer->answers.front().data);
    return soa == nullptr ? std::nullopt : std::optional(soa->serial);
  } catch (const Poco::Exception&) {
    return std::nullopt;  // nobody listens yet
  }
}

dns::Server BindServer::server() const { return {IpAddress::parse(config_.address).value(), port_}; }

std::string BindServer::log() const {
  return std::filesystem::exists(folder_ / "named.log") ? folder_.read("named.log") : "no log";
}

void BindServer::write(const std::string& name, const std::string& content) {
  // named passes over a zone file that seems no newer than its last load, and file times may be coarse.
  std::filesystem::last_write_time(folder_.write(name, content),
                                   std::filesystem::file_time_type::clock::now() + 10s * ++writes_);
}

void BindServer::reload(std::uint32_t serial) {
  process_->signal(SIGHUP);
  // Its log says "all zones loaded" before they are: what it answers counts.
  if (!eventually([&] { return served_serial() == serial; }, kLimit)) give_up("does not reload");
}

void BindServer::end(int signal) {
  if (!process_) return;
  process_->signal(signal);
  if (!process_->wait(kLimit)) give_up("does not end");
  process_.reset();
}

void BindServer::stop() { end(SIGTERM); }
void BindServer::kill() { end(SIGKILL); }

void BindServer::start() {
  if (!exited()) return;
  launch();
  if (!up_within(kLimit)) give_up("does not start again");
}

void BindServer::freeze() {
  if (!process_->freeze()) give_up("does not stand still");
}
void BindServer::thaw() { process_->thaw(); }

void BindServer::give_up(const std::string& what) const {
  const std::string text = log();
  throw std::runtime_error(cat("named ", what, ": ", text.substr(text.size() > 1500 ? text.size() - 1500 : 0)));
}

std::string zone_text(std::string_view zone, std::string_view records, unsigned serial) {
  return cat("$ORIGIN ", zone, ".\n$TTL 300\n@ SOA ns1 hostmaster ", serial,
             " 3600 600 86400 60\n@ NS ns1\nns1 A 127.0.0.1\n", records);
}

std::string key_statement(std::string_view name, std::string_view algorithm, std::string_view base64) {
  return cat("key \"", name, "\" { algorithm ", algorithm, "; secret \"", base64, "\"; };\n");
}

dns::TsigKey tsig_key(std::string_view name, std::string_view algorithm, std::string_view base64) {
  return dns::TsigKey::make(name, algorithm, Secret(std::string(base64))).value();
}

}  // namespace ddns::test
