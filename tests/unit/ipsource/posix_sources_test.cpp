// Sources on POSIX: a pipe in place of a file, and what a shell makes of a command.
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "ddns/ipsource/ip_source.h"
#include "support/fake_http.h"
#include "support/manual_clock.h"
#include "support/scripted_random.h"
#include "support/temp_dir.h"

namespace ddns::ipsource {
namespace {

IpAddress ip(std::string_view text) { return *IpAddress::parse(text); }

class NoDns final : public dns::Exchange {
 public:
  Result<dns::Bytes> exchange(std::span<const std::uint8_t>, const dns::Server&, const dns::ExchangeOptions&) override {
    return fail(Reason::timeout, "no answer");
  }
};

/// Of sources that ask nobody.
class PosixSources : public ::testing::Test {
 protected:
  Observation observe(std::string_view type, const schema::Values& values) {
    for (const auto& spec : catalogue()) {
      if (spec.type != type) continue;
      return spec.make(values).value()->observe(Family::ipv4, call).observation;
    }
    return Unavailable{};
  }
  static const Error* why(const Observation& observation) {
    const auto* unavailable = std::get_if<Unavailable>(&observation);
    return unavailable == nullptr ? nullptr : &unavailable->why;
  }

 private:
  test::FakeHttpFactory clients;
  std::unique_ptr<http::HttpClient> http = clients.open({}).value();
  NoDns dns;
  test::ManualClock clock;
  test::ScriptedRandom random;
  Call call{.http = *http,
            .dns = dns,
            .clock = clock,
            .random = random,
            .deadline = Deadline::after(clock, std::chrono::seconds{10})};
};

TEST_F(PosixSources, a_pipe_in_place_of_the_file_keeps_nobody_waiting) {
  const test::TempDir dir;
  const auto pipe = dir / "address";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  schema::Values values;
  values.put("path", pipe.string());
  const auto seen = observe("file", values);
  ASSERT_NE(why(seen), nullptr);
  EXPECT_EQ(why(seen)->reason, Reason::rejected);
}

TEST_F(PosixSources, a_command_must_print_one_address_and_succeed) {
  const auto run = [&](const std::string& script) {
    schema::Values values;
    values.put("command", std::vector<std::string>{script});
    values.put("shell", true);
    values.put("timeout", std::int64_t{5000});
    return observe("command", values);
  };
  EXPECT_EQ(run("echo 203.0.113.7"), Observation(Known{{ip("203.0.113.7")}}));
  EXPECT_EQ(run("test $DDNS_FAMILY = ipv4 && echo 203.0.113.7"), Observation(Known{{ip("203.0.113.7")}}));
  for (const char* script : {"echo 203.0.113.7; exit 3", "true", "echo 203.0.113.7 203.0.113.8", "echo 203.0.113.7 >&2",
                             "kill -9 $$", "yes 203.0.113.7 | head -c 100000"}) {
    EXPECT_NE(why(run(script)), nullptr) << script;
  }
}
}  // namespace
}  // namespace ddns::ipsource
