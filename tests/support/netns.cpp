#include "support/netns.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "ddns/core/text.h"
#include "ddns/platform/process.h"

namespace ddns::test {
namespace {

void run(const std::vector<std::string>& argv) {
  const auto outcome = platform::run_child({.argv = argv});
  const std::string words = join(argv, " ");
  if (!outcome) throw std::runtime_error(words + ": " + outcome.error().message);
  if (!outcome->succeeded()) throw std::runtime_error(words + ": " + outcome->error_tail);
}

[[noreturn]] void refused(const std::string& what) { throw std::runtime_error(what + ": " + std::strerror(errno)); }

std::string namespace_of(int pid) { return cat("/proc/", pid, "/ns/net"); }

}  // namespace

void ip(const std::string& words) {
  std::vector<std::string> argv{"ip"};
  for (const auto word : split(words, ' ')) argv.emplace_back(word);
  run(argv);
}

void bring_up_loopback() { ip("link set lo up"); }

void set_kernel(const std::string& name, const std::string& value) {
  std::ofstream file("/proc/sys/" + name);
  file << value << std::flush;
  if (!file) throw std::runtime_error("cannot set " + name);
}

Cable::Cable(std::string here, std::string there) : here_(std::move(here)), there_(std::move(there)) {
  ip("link add " + here_ + " type veth peer name " + there_);
  ip("link set " + here_ + " up");
  ip("link set " + there_ + " up");
}

void Cable::add(const std::string& address) const {
  ip("addr add " + address + " dev " + here_ + (address.find(':') == std::string::npos ? "" : " nodad"));
}
void Cable::remove(const std::string& address) const { ip("addr del " + address + " dev " + here_); }
void Cable::replace(const std::string& address) const {
  ip("-4 addr flush dev " + here_);
  add(address);
}

Router::Router(const Cable& cable) {
  int ready[2];
  if (::pipe(ready) != 0) refused("pipe");
  holder_ = ::fork();
  if (holder_ < 0) refused("fork");
  if (holder_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const char said = ::unshare(CLONE_NEWNET) == 0 ? 'y' : 'n';
    if (::write(ready[1], &said, 1) == 1) ::pause();
    ::_exit(0);
  }
  char said = 'n';
  const bool heard = ::read(ready[0], &said, 1) == 1;
  ::close(ready[0]);
  ::close(ready[1]);
  if (!heard || said != 'y') throw std::runtime_error("no second network namespace");
  ip(cat("link set ", cable.there(), " netns ", holder_));
  Router::run({"ip", "link", "set", "lo", "up"});
  Router::run({"ip", "link", "set", cable.there(), "up"});
}

Router::~Router() {
  ::kill(holder_, SIGKILL);
  ::waitpid(holder_, nullptr, 0);
}

void Router::run(const std::vector<std::string>& argv) const {
  std::vector<std::string> all{"nsenter", "--net=" + namespace_of(holder_)};
  all.insert(all.end(), argv.begin(), argv.end());
  test::run(all);
}

std::unique_ptr<ChildProcess> Router::start(std::vector<std::string> argv, const std::filesystem::path& output) const {
  argv.insert(argv.begin(), {"/usr/bin/nsenter", "--net=" + namespace_of(holder_)});
  return std::make_unique<ChildProcess>(ChildSetup{.argv = std::move(argv), .output = output});
}

void own_mounts() {
  if (::unshare(CLONE_NEWNS) != 0) refused("unshare");
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) refused("private mounts");
}

void mount_small(const std::filesystem::path& folder, unsigned kib) {
  std::filesystem::create_directories(folder);
  const auto options = cat("size=", kib, "k,mode=0755");
  if (::mount("none", folder.c_str(), "tmpfs", 0, options.c_str()) != 0) refused("tmpfs at " + folder.string());
}

void mount_over(const std::filesystem::path& source, const std::filesystem::path& target) {
  if (::mount(source.c_str(), target.c_str(), nullptr, MS_BIND, nullptr) != 0) refused("mount at " + target.string());
}

}  // namespace ddns::test
