// Poco built with GCC for Windows does not open the network by itself; the tests use its sockets without a main() of
// ours.
#include <Poco/Net/Net.h>
#include <gtest/gtest.h>

namespace {

class Network final : public ::testing::Environment {
 public:
  void SetUp() override { Poco::Net::initializeNetwork(); }
  void TearDown() override { Poco::Net::uninitializeNetwork(); }
};

[[maybe_unused]] const auto* const registered = ::testing::AddGlobalTestEnvironment(new Network);

}  // namespace
