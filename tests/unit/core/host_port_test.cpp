#include "ddns/core/host_port.h"

#include <gtest/gtest.h>

#include "ddns/core/text.h"

namespace ddns {
namespace {

/// "host|port", "host|" without one, "refused".
std::string taken_apart(std::string_view text) {
  const auto parts = split_host_port(text);
  if (!parts) return "refused";
  return cat(parts->host, '|', parts->port ? std::to_string(*parts->port) : std::string());
}

TEST(HostPort, takes_every_spelling_apart) {
  EXPECT_EQ(taken_apart("ns1.example.com"), "ns1.example.com|");
  EXPECT_EQ(taken_apart("ns1.example.com:5353"), "ns1.example.com|5353");
  EXPECT_EQ(taken_apart("192.0.2.1:0"), "192.0.2.1|0");
  EXPECT_EQ(taken_apart(":8080"), "|8080");
  EXPECT_EQ(taken_apart("2001:db8::1"), "2001:db8::1|");
  EXPECT_EQ(taken_apart("[2001:db8::1]"), "2001:db8::1|");
  EXPECT_EQ(taken_apart("[2001:db8::1]:53"), "2001:db8::1|53");
  EXPECT_EQ(taken_apart(""), "|");
}

TEST(HostPort, refuses_brackets_and_ports_that_are_none) {
  for (const auto* text : {"[2001:db8::1", "[192.0.2.1]:53", "[]:53", "[::1]53", "[::1]:", "[::1]:x", "host:", "host:x",
                           "host:65536", "host:-1", "host: 53", "[::1]:53:53"}) {
    EXPECT_EQ(taken_apart(text), "refused") << text;
  }
}

}  // namespace
}  // namespace ddns
