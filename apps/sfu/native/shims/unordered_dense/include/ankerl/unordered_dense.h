// ankerl::unordered_dense's names over the standard containers. The worker uses the common subset only
// (find, insert, emplace, erase, iteration, operator[]). The standard containers promise more, namely
// references that survive a rehash, so code written for the dense ones is safe on them.
#ifndef GUICHET_UNORDERED_DENSE_ON_STD_H
#define GUICHET_UNORDERED_DENSE_ON_STD_H

#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	template<typename T>
	using hash = std::hash<T>;

	template<typename Key, typename Value, typename Hash = std::hash<Key>, typename Equal = std::equal_to<Key>>
	using map = std::unordered_map<Key, Value, Hash, Equal>;

	template<typename Key, typename Hash = std::hash<Key>, typename Equal = std::equal_to<Key>>
	using set = std::unordered_set<Key, Hash, Equal>;
} // namespace ankerl::unordered_dense

#endif
