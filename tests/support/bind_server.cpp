#include "support/bind_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/DatagramSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <cstdlib>
#include <stdexcept>

#include "ddns/core/text.h"
#include "ddns/dns/message.h"
#include "support/eventually.h"

namespace ddns::test {
namespace {

using namespace std::chrono_literals;
using Poco::Net::SocketAddress;

std::optional<std::filesystem::path> find_named() {
  const char* path = std::getenv("PATH");
  const std::string folders = cat(path == nullptr ? "" : path, ":/usr/sbin:/usr/local/sbin");
  for (const auto& folder : split(folders, ':')) {
    const auto program = std::filesystem::path(folder) / "named";
    if (!folder.empty() && ::access(program.c_str(), X_OK) == 0) return program;
  }
  return std::nullopt;
}

/// Free for TCP and UDP just now. Somebody may take it before named does: then we try another.
std::uint16_t free_port(const std::string& address) {
  while (true) {
    const Poco::Net::ServerSocket tcp(SocketAddress(address, 0));
    try {
      const Poco::Net::DatagramSocket udp(SocketAddress(address, tcp.address().port()));
      return tcp.address().port();
    } catch (const Poco::Exception&) {  // taken for UDP: another one
    }
  }
}

}  // namespace

bool BindServer::installed() { return find_named().has_value(); }

BindServer::BindServer(BindConfig config) : config_(std::move(config)) {
  for (const auto& [name, content] : config_.files) folder_.write(name, content);
  for (int attempt = 0; attempt < 5; ++attempt) {
    port_ = config_.port != 0 ? config_.port : free_port(config_.address);
    write_config();
    launch();
    if (up_within(15s)) return;
    const bool clash = log().find("address in use") != std::string::npos;
    if (!clash || config_.port != 0) break;
    kill();
  }
  kill();
  give_up("does not start");
}

BindServer::~BindServer() { kill(); }

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
  const auto program = find_named();
  if (!program) throw std::runtime_error("there is no named");
  const std::string file = program->string();
  const std::string conf = (folder_ / "named.conf").string();
  const std::string port = std::to_string(port_);
  const std::string log_file = (folder_ / "named.log").string();
  const char* const argv[] = {file.c_str(), "-g", "-n", "1", "-c", conf.c_str(), "-p", port.c_str(), nullptr};
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ > 0) return;
#ifdef __linux__
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  const int log = ::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execv(file.c_str(), const_cast<char* const*>(argv));
  ::_exit(127);
}

bool BindServer::exited() {
  if (pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = -1;
  return pid_ <= 0;
}

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
  ::kill(pid_, SIGHUP);
  // Its log says "all zones loaded" before they are: what it answers counts.
  if (!eventually([&] { return served_serial() == serial; }, 15s)) give_up("does not reload");
}

void BindServer::end(int signal) {
  if (pid_ <= 0) return;
  ::kill(pid_, signal);
  if (!eventually([&] { return exited(); }, 15s)) give_up("does not end");
}

void BindServer::stop() { end(SIGTERM); }

void BindServer::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void BindServer::start() {
  if (pid_ > 0) return;
  launch();
  if (!up_within(15s)) give_up("does not start again");
}

void BindServer::freeze() {
  ::kill(pid_, SIGSTOP);
  int status = 0;
  // The signal stops its threads one by one: they all have once the parent is told.
  if (::waitpid(pid_, &status, WUNTRACED) != pid_ || !WIFSTOPPED(status)) give_up("does not stand still");
}
void BindServer::thaw() { ::kill(pid_, SIGCONT); }

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
