#ifndef GUICHET_RTC_RECORDING_RING_HPP
#define GUICHET_RTC_RECORDING_RING_HPP

// Guichet's own, compiled into the worker by patch 3 (README.md beside the patches says why).

#include <algorithm> // std::min()
#include <atomic>
#include <bit>
#include <cstring> // std::memcpy(), std::memcmp()
#include <fcntl.h>
#include <linux/magic.h>
#include <memory>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace RTC
{
	/**
	 * What a PlainTransport sends, in memory that the recording service reads as a file: it made the file on a
	 * tmpfs and has taken its name away, so that only descriptors lead to it. The worker writes packets, the
	 * recording service says how far it has them in its journal. Neither waits for the other: what does not fit
	 * is counted and let go, like a datagram for which a socket has no room.
	 *
	 * All numbers are little-endian; positions count bytes since the beginning and never go back, times are
	 * microseconds of CLOCK_MONOTONIC, which all processes of a machine share.
	 *
	 * | header            | at  | bytes | by      |                                                |
	 * |-------------------|-----|-------|---------|------------------------------------------------|
	 * | magic             | 0   | 8     | service | `GUICHETR`                                     |
	 * | version           | 8   | 4     | service | 1                                              |
	 * | header length     | 12  | 4     | service | 128                                            |
	 * | capacity          | 16  | 8     | service | bytes behind the header                        |
	 * | written, twice    | 24  | 16    | worker  | position behind the last packet                |
	 * | taken, twice      | 40  | 16    | service | position up to which room is free again        |
	 * | worker            | 56  | 8     | worker  | process id and descriptor by which it has this |
	 * | dropped           | 64  | 8     | worker  | packets that did not fit                       |
	 * | id                | 72  | 16    | service | random: which ring this is                     |
	 * | told              | 88  | 8     | service | of the dropped, how many it has stated as lost |
	 *
	 * | packet (repeated, over the end and on at the beginning) | bytes |                            |
	 * |---------------------------------------------------------|-------|----------------------------|
	 * | length                                                  | 4     |                            |
	 * | time                                                    | 8     | when the worker had it     |
	 * | bytes                                                   | n     | as it would have been sent |
	 *
	 * Both positions stand there twice because the other side's system call may copy a number while it
	 * changes: only two that are the same are believed.
	 */
	class RecordingRing
	{
	private:
		static constexpr char Magic[]{ "GUICHETR" };
		static constexpr uint32_t Version{ 1 };
		static constexpr size_t HeaderLength{ 128 };
		static constexpr size_t PacketHeaderLength{ 12 };

	public:
		/**
		 * The ring at `<path>#<id in hexadecimal digits>`. Null when there is none that is this user's alone, in
		 * memory, whole and of this id: then the transport sends datagrams. No name or address begins with a
		 * slash.
		 */
		static std::unique_ptr<RecordingRing> Open(const std::string& announced)
		{
			const auto hash = announced.find('#');

			if (
			  announced.empty() || announced[0] != '/' || hash == std::string::npos ||
			  std::endian::native != std::endian::little)
			{
				return nullptr;
			}

			const int fd = ::open(announced.substr(0, hash).c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);

			if (fd < 0)
			{
				return nullptr;
			}

			struct stat file{};
			struct statfs system{};

			// Memory that is written back to a disk would put plain media there.
			if (
			  ::fstat(fd, std::addressof(file)) != 0 || ::fstatfs(fd, std::addressof(system)) != 0 ||
			  !S_ISREG(file.st_mode) || file.st_uid != ::geteuid() || (file.st_mode & 077) != 0 ||
			  system.f_type != TMPFS_MAGIC || file.st_size <= static_cast<off_t>(HeaderLength))
			{
				::close(fd);

				return nullptr;
			}

			const auto size = static_cast<size_t>(file.st_size);
			// All of it now, or each page would cost a fault when the first packet reaches it.
			void* memory =
			  ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);

			if (memory == MAP_FAILED)
			{
				::close(fd);

				return nullptr;
			}

			auto ring     = std::unique_ptr<RecordingRing>(new RecordingRing(fd, memory, size));
			auto* header  = ring->header;

			if (
			  std::memcmp(header->magic, Magic, sizeof(header->magic)) != 0 || header->version != Version ||
			  header->headerLength != HeaderLength || header->capacity != size - HeaderLength ||
			  announced.compare(hash + 1, std::string::npos, ring->GetId()) != 0)
			{
				// A descriptor's number is used again: this may be another recording's.
				return nullptr;
			}

			// A worker that had it before may have died between the two: the packet in between is let go.
			ring->written = Load(header->written[0]);
			ring->ReadTaken();
			header->pid = static_cast<uint32_t>(::getpid());
			header->fd  = static_cast<uint32_t>(fd);
			ring->Publish();

			return ring;
		}

		RecordingRing& operator=(const RecordingRing&) = delete;

		RecordingRing(const RecordingRing&) = delete;

		~RecordingRing()
		{
			::munmap(this->header, this->size);
			::close(this->fd);
		}

		void Send(const uint8_t* data, size_t len, int64_t nowUs)
		{
			const size_t needed = PacketHeaderLength + len;

			if (!HasRoomFor(needed))
			{
				ReadTaken();

				if (!HasRoomFor(needed))
				{
					Store(this->header->dropped, Load(this->header->dropped) + 1);

					return;
				}
			}

			uint8_t head[PacketHeaderLength];
			const auto length = static_cast<uint32_t>(len);

			std::memcpy(head, std::addressof(length), 4);
			std::memcpy(head + 4, std::addressof(nowUs), 8);
			Put(head, PacketHeaderLength);
			Put(data, len);
			Publish();
		}

	private:
		struct Header
		{
			char magic[8];
			uint32_t version;
			uint32_t headerLength;
			uint64_t capacity;
			uint64_t written[2];
			uint64_t taken[2];
			uint32_t pid;
			uint32_t fd;
			uint64_t dropped;
			uint8_t id[16];
			uint64_t told;
			uint8_t reserved[32];
		};

		static_assert(sizeof(Header) == HeaderLength);

		RecordingRing(int fd, void* memory, size_t size)
		  : fd(fd), size(size), header(static_cast<Header*>(memory)),
		    bytes(static_cast<uint8_t*>(memory) + HeaderLength), capacity(size - HeaderLength)
		{
		}

		static uint64_t Load(uint64_t& number)
		{
			return std::atomic_ref<uint64_t>(number).load(std::memory_order_acquire);
		}

		static void Store(uint64_t& number, uint64_t value)
		{
			std::atomic_ref<uint64_t>(number).store(value, std::memory_order_release);
		}

		std::string GetId() const
		{
			static constexpr char Digits[]{ "0123456789abcdef" };
			std::string id;

			for (const uint8_t byte : this->header->id)
			{
				id.push_back(Digits[byte >> 4]);
				id.push_back(Digits[byte & 15]);
			}

			return id;
		}

		bool HasRoomFor(size_t needed) const
		{
			return this->written + needed - this->taken <= this->capacity;
		}

		void ReadTaken()
		{
			const uint64_t taken = Load(this->header->taken[0]);

			// What can not be is not believed either.
			if (
			  taken == Load(this->header->taken[1]) && taken <= this->written &&
			  this->written - taken <= this->capacity)
			{
				this->taken = taken;
			}
		}

		void Put(const uint8_t* data, size_t len)
		{
			const size_t at    = this->written % this->capacity;
			const size_t first = std::min(len, this->capacity - at);

			std::memcpy(this->bytes + at, data, first);
			std::memcpy(this->bytes, data + first, len - first);
			this->written += len;
		}

		// The second first: who reads them in order and finds the first one new finds the other new too.
		void Publish()
		{
			Store(this->header->written[1], this->written);
			Store(this->header->written[0], this->written);
		}

	private:
		int fd;
		size_t size;
		Header* header;
		uint8_t* bytes;
		size_t capacity;
		// Its own copy of the first; of the second what it was when there was no room last.
		uint64_t written{ 0 };
		uint64_t taken{ 0 };
	};
} // namespace RTC

#endif
