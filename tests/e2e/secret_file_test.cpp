// Secrets in files of their own: a new one is taken without a signal, however it is put there.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "ddns/core/text.h"
#include "e2e/world.h"

namespace ddns::e2e {
namespace {

namespace fs = std::filesystem;
using test::FakePowerDns;
using Texts = std::set<std::string>;

const std::string old_key = "an-old-key-that-is-no-longer-good";

/// One program with one account whose key stands in a file.
class SecretFile {
 public:
  SecretFile(World& world, const std::string& path) : world_(world) {
    world.cable.add("10.9.0.1/24");
    auto setup = world.setup(cat(
        quiet_settings(), wan_source(), "accounts:\n  - { id: pdns, provider: powerdns, endpoint: \"", service.url(),
        "\", api_key: \"${file:", path, "}\" }\nrecords:\n", own_zone_record("one.example.com", "pdns")));
    setup.secrets.push_back(old_key);
    sidecar = std::make_unique<test::Sidecar>(std::move(setup));
  }

  void start_refused() {
    sidecar->start_and_wait();
    ASSERT_TRUE(sidecar->wait_for_log("one.example.com A not updated")) << sidecar->tail();
  }
  [[nodiscard]] bool has(const std::string& address) {
    return eventually([&] { return service.addresses("one.example.com") == Texts{address}; });
  }
  [[nodiscard]] bool reloads_become(double count) {
    return eventually([&] { return sidecar->metric("ddns_config_reloads_total") == count; });
  }
  [[nodiscard]] fs::path folder() const { return world_.folder.path(); }

  FakePowerDns service{std::string(kSecret)};
  std::unique_ptr<test::Sidecar> sidecar;

 private:
  World& world_;
};

/// As Kubernetes lays out a volume: key → ..data/key, ..data → ..1/, and ..data is swapped by a rename.
class Volume {
 public:
  explicit Volume(fs::path folder) : folder_(std::move(folder)) {}

  void publish(const std::string& content) {
    const auto version = cat("..v", ++last_);
    fs::create_directories(folder_ / version);
    std::ofstream(folder_ / version / "key") << content;
    fs::create_directory_symlink(version, folder_ / "..data_tmp");
    fs::rename(folder_ / "..data_tmp", folder_ / "..data");
    if (last_ == 1) {
      fs::create_symlink("..data/key", folder_ / "key");
    } else {
      fs::remove_all(folder_ / cat("..v", last_ - 1));
    }
  }

 private:
  fs::path folder_;
  int last_ = 0;
};

TEST(SecretFile, written_in_place_is_taken_within_five_seconds) {
  in_a_world([](World& world) {
    world.folder.write("key", old_key + "\n");
    SecretFile test(world, "key");
    test.start_refused();
    const auto changed = std::chrono::steady_clock::now();
    world.folder.write("key", cat(kSecret, '\n'));
    EXPECT_TRUE(test.has("10.9.0.1")) << test.sidecar->tail();
    EXPECT_LT(ms_since(changed), 5000);
    EXPECT_EQ(test.sidecar->metric("ddns_config_reloads_total"), 1.0);
    EXPECT_EQ(test.sidecar->stop(), 0);
  });
}

TEST(SecretFile, replaced_by_a_rename_or_removed_and_made_anew_is_taken) {
  in_a_world([](World& world) {
    world.folder.write("key", old_key);
    SecretFile test(world, (world.folder / "key").string());
    test.start_refused();
    world.folder.write("key.new", "another-key-that-is-no-good");
    fs::rename(world.folder / "key.new", world.folder / "key");
    ASSERT_TRUE(test.reloads_become(1)) << test.sidecar->tail();
    fs::remove(world.folder / "key");
    world.folder.write("key", kSecret);
    EXPECT_TRUE(test.has("10.9.0.1")) << test.sidecar->tail();
    EXPECT_EQ(test.sidecar->metric("ddns_config_reload_failures_total"), 0.0) << "a gap is no mistake";
    EXPECT_EQ(test.sidecar->stop(), 0);
  });
}

TEST(SecretFile, swapped_like_a_kubernetes_volume_is_taken_each_time) {
  in_a_world([](World& world) {
    Volume volume(world.folder / "volume");
    volume.publish(old_key);
    SecretFile test(world, "volume/key");
    test.start_refused();
    volume.publish("another-key-that-is-no-good");
    ASSERT_TRUE(test.reloads_become(1)) << test.sidecar->tail();
    volume.publish(cat(kSecret, '\n'));
    ASSERT_TRUE(test.reloads_become(2)) << test.sidecar->tail();
    EXPECT_TRUE(test.has("10.9.0.1")) << test.sidecar->tail();
    // The same content again: nothing to do.
    const auto requests = test.service.requests();
    volume.publish(cat(kSecret, '\n'));
    world.cable.replace("10.9.0.2/24");
    EXPECT_TRUE(test.has("10.9.0.2")) << test.sidecar->tail();
    EXPECT_EQ(test.sidecar->metric("ddns_config_reloads_total"), 2.0);
    EXPECT_EQ(test.service.requests(), requests + 2) << "one read and one write";
    EXPECT_EQ(test.sidecar->stop(), 0);
  });
}

TEST(SecretFile, that_is_empty_is_taken_for_one_that_is_being_written_unless_somebody_insists) {
  in_a_world([](World& world) {
    world.folder.write("key", kSecret);
    SecretFile test(world, "key");
    test.sidecar->start_and_wait();
    ASSERT_TRUE(test.has("10.9.0.1")) << test.sidecar->tail();
    world.folder.write("key", "");
    world.cable.replace("10.9.0.2/24");
    EXPECT_TRUE(test.has("10.9.0.2")) << test.sidecar->tail();
    EXPECT_EQ(test.sidecar->metric("ddns_config_reloads_total"), 0.0);
    test.sidecar->process().signal(SIGHUP);
    ASSERT_TRUE(test.sidecar->wait_for_log("reload refused")) << test.sidecar->tail();
    world.cable.replace("10.9.0.3/24");
    EXPECT_TRUE(test.has("10.9.0.3")) << "the former one stays in force\n" << test.sidecar->tail();
    world.folder.write("key", cat(kSecret, '\n'));
    EXPECT_TRUE(eventually([&] { return test.sidecar->metric("ddns_config_last_reload_successful") == 1.0; }))
        << test.sidecar->tail();
    EXPECT_EQ(test.sidecar->stop(), 0);
  });
}

TEST(SecretFile, that_a_new_configuration_waits_for_is_taken_when_it_comes) {
  in_a_world([](World& world) {
    world.folder.write("key", kSecret);
    SecretFile test(world, "key");
    test.sidecar->start_and_wait();
    ASSERT_TRUE(test.has("10.9.0.1")) << test.sidecar->tail();
    test.sidecar->write_config(
        cat(quiet_settings(), wan_source(), "accounts:\n  - { id: pdns, provider: powerdns, endpoint: \"",
            test.service.url(), "\", api_key: \"${file:later/key}\" }\nrecords:\n",
            own_zone_record("one.example.com", "pdns"), own_zone_record("two.example.com", "pdns")));
    ASSERT_TRUE(test.sidecar->wait_for_log("reload refused")) << test.sidecar->tail();
    world.folder.write("later/key", kSecret);
    EXPECT_TRUE(eventually([&] { return test.service.addresses("two.example.com") == Texts{"10.9.0.1"}; }))
        << test.sidecar->tail();
    EXPECT_EQ(test.sidecar->stop(), 0);
  });
}

TEST(SecretFile, neither_the_old_secret_nor_the_new_one_shows_even_where_a_text_is_cut) {
  in_a_world([](World& world) {
    world.folder.write("key", old_key);
    SecretFile test(world, "key");
    // Whatever key comes is quoted back, each time further back in a text that is too long to be shown whole.
    std::atomic<std::size_t> lead{150};
    test.service.set_fault([&](const test::SeenRequest& seen, std::size_t) -> std::optional<test::Reply> {
      const auto key = seen.header("X-API-Key").value_or("");
      const auto words = cat(std::string(lead, 'w'), key, " is wrong");
      lead += 3;
      return test::Reply{.status = 422, .body = cat("{\"error\": \"", words, "\"}")};
    });
    test.start_refused();
    const auto cut_prefix_shows = [&](std::string_view secret) {
      const auto shows = [&](const std::string& text) { return text.find(secret.substr(0, 8)) != std::string::npos; };
      return shows(test.sidecar->tail()) || shows(test.sidecar->get("/health").body) ||
             shows(test.sidecar->get("/api/v1/status").body);
    };
    for (int i = 0; i < 18; ++i) {
      // One after the other: a request that comes while a call is under way is content with that call.
      const auto before = test.sidecar->count_log("one.example.com A not updated");
      test.sidecar->process().signal(SIGUSR1);
      ASSERT_TRUE(eventually([&] { return test.sidecar->count_log("one.example.com A not updated") > before; }))
          << test.sidecar->tail();
      EXPECT_FALSE(cut_prefix_shows(old_key)) << test.sidecar->tail();
    }
    world.folder.write("key", kSecret);
    ASSERT_TRUE(test.reloads_become(1));
    EXPECT_FALSE(cut_prefix_shows(old_key)) << test.sidecar->tail();
    EXPECT_FALSE(cut_prefix_shows(kSecret)) << test.sidecar->tail();
    EXPECT_EQ(test.sidecar->stop(), 0);
  });
}

}  // namespace
}  // namespace ddns::e2e
