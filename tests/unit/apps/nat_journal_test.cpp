// SPDX-License-Identifier: BSD-3-Clause
#include "stages/nat_journal.hpp"

#include "support/temporary_directory.hpp"

#include <xdpk/base/error.hpp>

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>

namespace xdpk {
namespace THIS_TEST {

using stages::nat_journal;

TEST(nat_journal, has_a_line_for_each_event_also_after_the_file_moved) {
    const test::temporary_directory directory;
    const std::string path = directory / "nat.log";
    const auto line_of = [](const std::string& file) {
        std::ifstream in(file);
        std::string text;
        std::getline(in, text);
        return text;
    };
    const nat_event event{.ports = {4000, 4000}, .protocol = ip_proto::tcp, .ip_version = 4};
    {
        nat_journal journal(path);
        const std::shared_ptr<nat_log> log = journal.add_worker();
        log->push({&event, 1});
        journal.drain();
        EXPECT_EQ(line_of(path), to_json(event));
        std::filesystem::rename(path, path + ".1");
        journal.reopen();
        log->push({&event, 1});
    }
    EXPECT_EQ(line_of(path), to_json(event)) << "what is left is written at the end";
}

TEST(nat_journal, without_a_path_there_is_no_log) {
    nat_journal journal("");
    EXPECT_EQ(journal.add_worker(), nullptr);
    EXPECT_NO_THROW(journal.drain());
    EXPECT_NO_THROW(journal.reopen());
}

TEST(nat_journal, a_file_that_cannot_be_written_is_an_error) {
    EXPECT_THROW((void)nat_journal("/nowhere/nat.log").add_worker(), error);
    nat_journal full("/dev/full");
    const nat_event event{};
    full.add_worker()->push({&event, 1});
    EXPECT_THROW(full.drain(), error);
}

} // namespace THIS_TEST
} // namespace xdpk
