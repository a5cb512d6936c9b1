#ifndef GUICHET_UDP_SEND_BATCH_HPP
#define GUICHET_UDP_SEND_BATCH_HPP

// Guichet's own, compiled into the worker by patch 5 (README.md beside the patches says why).

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring> // std::memcpy(), std::memcmp()
#include <functional>
#include <memory> // std::addressof()
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

/**
 * Datagrams that one socket has to send, gathered so that the system takes them in one call. Those for one address
 * that are as long as one another (the last may be shorter) go as one message that the system cuts up again
 * (UDP_SEGMENT, udp(7), Linux 4.18): it finds the way for them, and wakes the receiver, once instead of for each.
 * What one address is sent stays in order; between addresses there is no order.
 */
class UdpSendBatch
{
public:
	using onSendCallback = const std::function<void(bool sent)>;

	/** More than a handful that was read in one go asks for in a call of two; and 40 of the longest fit into one message. */
	static constexpr size_t MaxDatagrams{ 40 };
	/** As long as a datagram is that is not cut up on the way. Longer ones are rare and go by themselves. */
	static constexpr size_t MaxLength{ 1500 };

	struct Datagram
	{
		struct sockaddr_storage address;
		socklen_t addressLength;
		size_t length;
		onSendCallback* cb;
		uint8_t data[MaxLength];
	};

public:
	bool IsEmpty() const
	{
		return this->count == 0;
	}

	bool IsFull() const
	{
		return this->count == MaxDatagrams;
	}

	/** A copy is kept. False, and nothing is kept, if it is too long or the address of no family that is known. */
	bool Add(const uint8_t* data, size_t length, const struct sockaddr* address, onSendCallback* cb)
	{
		const socklen_t addressLength = GetLength(address);

		if (IsFull() || length > MaxLength || addressLength == 0)
		{
			return false;
		}

		auto& datagram = this->datagrams[this->count];

		std::memcpy(std::addressof(datagram.address), address, addressLength);
		datagram.addressLength = addressLength;
		datagram.length        = length;
		datagram.cb            = cb;
		std::memcpy(datagram.data, data, length);
		this->count++;

		return true;
	}

	/**
	 * Sends everything by `fd` (nothing if that is negative) and forgets it. `settle` is told of each datagram whether it
	 * was sent; whoever is told that one was not sends it as if it had never been gathered.
	 */
	template<typename Settle>
	void Flush(int fd, const Settle& settle)
	{
		const size_t messages = Arrange();
		size_t sent           = 0;

		while (fd >= 0 && sent < messages)
		{
			const int taken =
			  ::sendmmsg(fd, this->headers.data() + sent, static_cast<unsigned int>(messages - sent), MSG_DONTWAIT);

			if (taken > 0)
			{
				sent += static_cast<size_t>(taken);
			}
			else if (taken == 0 || errno != EINTR)
			{
				if (this->headers[sent].msg_hdr.msg_iovlen > 1 && IsAboutSegments(errno))
				{
					this->segmented = false;
				}

				break;
			}
		}

		const size_t total = this->count;

		// Whoever is told may send again.
		this->count = 0;

		for (size_t i = 0; i < total; ++i)
		{
			settle(this->datagrams[this->order[i]], this->messageOf[i] < sent);
		}
	}

private:
	/** Puts the datagrams into as few messages as they fit in, and says how many those are. */
	size_t Arrange()
	{
		std::array<bool, MaxDatagrams> placed{};
		size_t filled   = 0;
		size_t messages = 0;

		for (size_t first = 0; first < this->count; ++first)
		{
			if (placed[first])
			{
				continue;
			}

			const auto& head = this->datagrams[first];
			const size_t begin = filled;

			for (size_t i = first; i < this->count; ++i)
			{
				auto& datagram = this->datagrams[i];

				if (placed[i] || !IsSameAddress(head, datagram))
				{
					continue;
				}

				// The next one for this address begins a message of its own, and so do all behind it.
				if (i != first && (!this->segmented || datagram.length > head.length))
				{
					break;
				}

				placed[i]               = true;
				this->order[filled]     = i;
				this->messageOf[filled] = messages;
				this->pieces[filled]    = { .iov_base = datagram.data, .iov_len = datagram.length };
				filled++;

				// Only the last piece may be shorter.
				if (datagram.length < head.length)
				{
					break;
				}
			}

			Describe(messages, this->datagrams[first], begin, filled - begin);
			messages++;
		}

		return messages;
	}

	void Describe(size_t message, Datagram& head, size_t begin, size_t pieceCount)
	{
		auto& header = this->headers[message].msg_hdr;

		header                = {};
		header.msg_name       = std::addressof(head.address);
		header.msg_namelen    = head.addressLength;
		header.msg_iov        = this->pieces.data() + begin;
		header.msg_iovlen     = pieceCount;

		if (pieceCount == 1)
		{
			return;
		}

		auto& control = this->controls[message];
		const auto segmentLength = static_cast<uint16_t>(head.length);

		header.msg_control    = control.bytes;
		header.msg_controllen = sizeof(control.bytes);

		auto* option = CMSG_FIRSTHDR(std::addressof(header));

		option->cmsg_level = IPPROTO_UDP;
		option->cmsg_type  = UDP_SEGMENT;
		option->cmsg_len   = CMSG_LEN(sizeof(segmentLength));
		std::memcpy(CMSG_DATA(option), std::addressof(segmentLength), sizeof(segmentLength));
	}

	/** A device without checksums of its own, a way that takes shorter datagrams only, or an old system. */
	static bool IsAboutSegments(int error)
	{
		return error == EIO || error == EINVAL || error == EMSGSIZE || error == ENOPROTOOPT || error == EOPNOTSUPP;
	}

	static socklen_t GetLength(const struct sockaddr* address)
	{
		switch (address->sa_family)
		{
			case AF_INET:
				return sizeof(struct sockaddr_in);
			case AF_INET6:
				return sizeof(struct sockaddr_in6);
			default:
				return 0;
		}
	}

	static bool IsSameAddress(const Datagram& one, const Datagram& other)
	{
		return one.addressLength == other.addressLength &&
		       std::memcmp(std::addressof(one.address), std::addressof(other.address), one.addressLength) == 0;
	}

private:
	union Control
	{
		struct cmsghdr alignment;
		uint8_t bytes[CMSG_SPACE(sizeof(uint16_t))];
	};

	std::array<Datagram, MaxDatagrams> datagrams;
	std::array<mmsghdr, MaxDatagrams> headers;
	std::array<Control, MaxDatagrams> controls;
	std::array<iovec, MaxDatagrams> pieces;
	/** Of the datagrams as they are arranged: which one it is, and in which message it lies. */
	std::array<size_t, MaxDatagrams> order;
	std::array<size_t, MaxDatagrams> messageOf;
	size_t count{ 0 };
	bool segmented{ true };
};

#endif
