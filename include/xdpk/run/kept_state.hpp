// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <typeindex>
#include <utility>

namespace xdpk {

/// What stages hold across a reload, and what workers share: a bridge's stations, a worker's flows. Control thread
/// only.
///
/// A generation is what one configuration's stages asked for. The next one finds what it asks for again under the same
/// name, and forgets the rest with the generation before it. The old stages use an object until they are replaced, so
/// building a new stage must not change it.
class kept_state {
public:
    kept_state() = default;

    /// The generation after this one, which stays as it is.
    [[nodiscard]] kept_state next() const {
        kept_state after;
        after.before_ = now_;
        return after;
    }

    /// The object of that name and type, from this generation or the one before; else what `make` gives. What must not
    /// be taken over if the configuration changes, such as a size, belongs into the name.
    template <class T, class Make>
    std::shared_ptr<T> keep(const std::string& name, Make make) {
        const key wanted{name, std::type_index(typeid(T))};
        auto found = now_.find(wanted);
        if (found == now_.end()) {
            const auto old = before_.find(wanted);
            found = now_.emplace(wanted, old != before_.end() ? old->second : std::shared_ptr<T>(make())).first;
        }
        return std::static_pointer_cast<T>(found->second);
    }

    /// Lets go of what only the generation before had asked for.
    void forget_before() { before_.clear(); }

private:
    using key = std::pair<std::string, std::type_index>;
    using objects = std::map<key, std::shared_ptr<void>>;
    objects now_;
    objects before_;
};

} // namespace xdpk
