// What weir says about a machine: hardware by the kernel's files, the class it carries, weights on disk.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "config/test_home.h"
#include "machine/hardware.h"
#include "machine/weights.h"

namespace weir::machine {
namespace {

using testing::HasSubstr;

// A machine made of files below a folder of its own.
class Box {
 public:
  Box& file(const std::string& path, const std::string& text) {
    const std::string full = home_.path() + path;
    std::filesystem::create_directories(std::filesystem::path(full).parent_path());
    std::ofstream(full, std::ios::binary) << text;
    return *this;
  }
  Box& cpu(unsigned cores, unsigned threads_per_core, const std::string& flags = "fpu avx2 fma") {
    std::string text;
    for (unsigned i = 0; i < cores * threads_per_core; ++i) {
      text += "processor\t: " + std::to_string(i) + "\nphysical id\t: 0\ncore id\t\t: " + std::to_string(i % cores) +
              "\nflags\t\t: " + flags + "\n\n";
    }
    return file("/proc/cpuinfo", text);
  }
  Box& ram(std::uint64_t total_gb, std::uint64_t free_gb) {
    const auto kb = [](std::uint64_t gb) { return std::to_string(gb * 1'000'000'000 / 1024); };
    return file("/proc/meminfo",
                "MemTotal:       " + kb(total_gb) + " kB\nMemFree: 1 kB\nMemAvailable:   " + kb(free_gb) + " kB\n");
  }
  Hardware probe() const { return machine::probe(home_.path()); }
  const std::string& path() const { return home_.path(); }

 private:
  config::TestHome home_;
};

TEST(Hardware, HyperThreadsAreNotCores) {
  Box box;
  const Hardware h = box.cpu(4, 2, "fpu avx2 avx512f").ram(16, 12).probe();
  EXPECT_EQ(h.cores, 4u);
  EXPECT_EQ(h.threads, 8u);
  EXPECT_TRUE(h.avx2);
  EXPECT_TRUE(h.avx512);
  EXPECT_EQ(h.text(), "4 cores AVX-512, 16.0 GB, no GPU");
}

TEST(Hardware, AVirtualMachineWithoutCoreIds) {
  Box box;
  box.file("/proc/cpuinfo", "processor\t: 0\nflags\t: sse2 avx2x\n\nprocessor\t: 1\nflags\t: sse2\n");
  const Hardware h = box.ram(8, 7).probe();
  EXPECT_EQ(h.cores, 2u);
  EXPECT_FALSE(h.avx2);
}

TEST(Hardware, TheCgroupsQuotaAndMemoryCount) {
  Box box;
  box.cpu(16, 2).ram(64, 60);
  box.file("/proc/self/cgroup", "0::/user/job\n").file("/sys/fs/cgroup/user/job/cpu.max", "max 100000\n");
  box.file("/sys/fs/cgroup/user/cpu.max", "250000 100000\n").file("/sys/fs/cgroup/user/job/memory.max", "4000000000\n");
  box.file("/sys/fs/cgroup/user/job/memory.current", "1000000000\n");
  const Hardware h = box.probe();
  EXPECT_EQ(h.cores, 2u);
  EXPECT_EQ(h.ram_total, Bytes{4'000'000'000});
  EXPECT_EQ(h.ram_free, Bytes{3'000'000'000});
}

TEST(Hardware, HalfACoreIsOne) {
  Box box;
  box.cpu(8, 1).ram(8, 8).file("/proc/self/cgroup", "0::/\n").file("/sys/fs/cgroup/cpu.max", "50000 100000\n");
  EXPECT_EQ(box.probe().cores, 1u);
}

TEST(Hardware, AnOlderCgroup) {
  Box box;
  box.cpu(8, 1)
      .ram(8, 8)
      .file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "300000\n")
      .file("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(box.probe().cores, 3u);
  box.file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
  EXPECT_EQ(box.probe().cores, 8u);
}

TEST(Hardware, NothingReadableIsOneCoreAndNoMemory) {
  const Box box;
  const Hardware h = box.probe();
  EXPECT_EQ(h.cores, 1u);
  EXPECT_EQ(h.ram_total, Bytes{0});
  EXPECT_EQ(carries(h).cls, Class::smoke);
}

TEST(Hardware, CardsAreNamed) {
  Box box;
  box.cpu(8, 2).ram(64, 50).file("/proc/driver/nvidia/gpus/0000:01:00.0/information",
                                 "Model: \t\t NVIDIA GeForce RTX 3090\nIRQ: 1\n");
  box.file("/sys/class/drm/card1/device/mem_info_vram_total", "17163091968\n")
      .file("/sys/class/drm/card1-HDMI-A-1/device/mem_info_vram_total", "1\n");
  const Hardware h = box.probe();
  ASSERT_EQ(h.gpus.size(), 2u);
  EXPECT_EQ(h.gpus[0].name, "NVIDIA GeForce RTX 3090");
  EXPECT_EQ(h.gpus[0].memory, Bytes{24'000'000'000});
  EXPECT_EQ(h.gpus[1].memory, Bytes{17'163'091'968});
  EXPECT_THAT(h.text(), HasSubstr("RTX 3090 24.0 GB"));
}

TEST(Hardware, ALaptopsCardHasItsOwnMemory) {
  Box box;
  box.file("/proc/driver/nvidia/gpus/0/information", "Model: NVIDIA GeForce RTX 4090 Laptop GPU\n");
  EXPECT_EQ(box.probe().gpus.at(0).memory, Bytes{0});
}

TEST(Hardware, ThisMachineAnswers) {
  const Hardware h = probe();
  EXPECT_GE(h.cores, 1u);
  EXPECT_GT(h.ram_total.n, 0);
  EXPECT_LE(h.ram_free, h.ram_total);
}

struct Machine {
  unsigned cores;
  std::int64_t free_gb, card_gb;  // card -1: none, 0: of unknown memory
  Class carries;
};

TEST(Carries, Table) {
  const Machine machines[] = {
      {2, 7, -1, Class::tiny},   {2, 22, -1, Class::tiny}, {4, 12, -1, Class::small}, {16, 60, -1, Class::mid},
      {4, 60, -1, Class::small}, {1, 1, -1, Class::smoke}, {2, 7, 8, Class::small},   {2, 7, 16, Class::mid},
      {8, 30, 24, Class::large}, {16, 60, 8, Class::mid},  {2, 7, 0, Class::tiny},
  };
  for (const Machine& m : machines) {
    Hardware h;
    h.cores = h.threads = m.cores;
    h.avx2 = true;
    h.ram_total = h.ram_free = Bytes{m.free_gb * 1'000'000'000};
    if (m.card_gb >= 0) h.gpus.push_back({"card", Bytes{m.card_gb * 1'000'000'000}});
    const Carries c = carries(h);
    EXPECT_EQ(c.cls, m.carries) << m.cores << " cores, " << m.free_gb << " GB, card " << m.card_gb << ": "
                                << name(c.cls);
    EXPECT_FALSE(c.reason.empty());
  }
}

// --- weights

TEST(Weights, AreReadyWhenSizeAndHashAgree) {
  const config::TestHome home;
  const Weight w{"m", "m.gguf", std::string(64, 'a'), 5};
  EXPECT_EQ(look(home.path(), w).state, WeightState::missing);
  std::ofstream(home.path() + "/m.gguf") << "1234";
  const WeightOnDisk partial = look(home.path(), w);
  EXPECT_EQ(partial.state, WeightState::wrong_size);
  EXPECT_THAT(partial.reason, HasSubstr("4 of 5 bytes"));
  std::ofstream(home.path() + "/m.gguf") << "12345";
  EXPECT_EQ(look(home.path(), w).state, WeightState::unverified);
  ASSERT_TRUE(mark_verified(home.path() + "/m.gguf", std::string(64, 'b')).has_value());
  EXPECT_EQ(look(home.path(), w).state, WeightState::unverified);
  ASSERT_TRUE(mark_verified(home.path() + "/m.gguf", w.sha256).has_value());
  const WeightOnDisk ready = look(home.path(), w);
  EXPECT_EQ(ready.state, WeightState::ready);
  EXPECT_EQ(ready.reason, "");
  EXPECT_EQ(ready.path, home.path() + "/m.gguf");
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(home.path())) files += entry.is_regular_file() ? 1 : 0;
  EXPECT_EQ(files, 2);
}

TEST(Weights, MarkingIntoAMissingFolderFails) {
  const auto marked = mark_verified("/nonexistent/m.gguf", std::string(64, 'a'));
  ASSERT_FALSE(marked.has_value());
  EXPECT_EQ(marked.error().kind, ErrorKind::io);
}

}  // namespace
}  // namespace weir::machine
