// SPDX-License-Identifier: BSD-3-Clause
#include "src/stage/backend_numbers.hpp"

#include <gmock/gmock.h>

namespace xdpk::detail {
namespace THIS_TEST {

using testing::ElementsAre;
using owners = std::vector<backend_numbers::owner>;

backend_numbers::owner backend(std::uint64_t id) { return {vip_words{1, 2, 3}, id}; }

TEST(backend_numbers, stay_with_their_owners) {
    backend_numbers numbers;
    EXPECT_THAT(numbers.renew({backend(10), backend(11)}, 9), ElementsAre(1, 2));
    EXPECT_THAT(numbers.renew({backend(12), backend(11), backend(10)}, 9), ElementsAre(3, 2, 1));
    EXPECT_EQ(numbers.limit(), 4);
}

TEST(backend_numbers, one_backend_of_two_services_has_two) {
    backend_numbers numbers;
    EXPECT_THAT(numbers.renew({{{1, 2, 3}, 10}, {{1, 2, 4}, 10}}, 9), ElementsAre(1, 2));
}

TEST(backend_numbers, are_not_used_again_as_long_as_there_are_others) {
    backend_numbers numbers;
    EXPECT_THAT(numbers.renew({backend(10)}, 3), ElementsAre(1));
    EXPECT_THAT(numbers.renew({backend(11)}, 3), ElementsAre(2));
    EXPECT_THAT(numbers.renew({backend(12)}, 3), ElementsAre(3));
}

TEST(backend_numbers, then_the_longest_free_is) {
    backend_numbers numbers;
    EXPECT_THAT(numbers.renew({backend(10), backend(11), backend(12)}, 3), ElementsAre(1, 2, 3));
    EXPECT_TRUE(numbers.renew({}, 3).empty()) << "freed in the order of their ids";
    EXPECT_THAT(numbers.renew({backend(12), backend(20)}, 3), ElementsAre(1, 2));
    EXPECT_THAT(numbers.renew({backend(20), backend(21), backend(22)}, 3), ElementsAre(2, 3, 1));
    EXPECT_EQ(numbers.limit(), 4);
}

TEST(backend_numbers, one_that_was_free_at_the_same_time_will_do) {
    backend_numbers numbers;
    EXPECT_THAT(numbers.renew({backend(10), backend(11)}, 2), ElementsAre(1, 2));
    EXPECT_THAT(numbers.renew({backend(10), backend(12)}, 2), ElementsAre(1, 2));
}

} // namespace THIS_TEST
} // namespace xdpk::detail
