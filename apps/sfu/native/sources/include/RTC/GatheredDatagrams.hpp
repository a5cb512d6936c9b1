#ifndef GUICHET_RTC_GATHERED_DATAGRAMS_HPP
#define GUICHET_RTC_GATHERED_DATAGRAMS_HPP

// Guichet's own, compiled into the worker by patch 3 (README.md beside the patches says why).

#include "RTC/TransportTuple.hpp"
#include "SharedInterface.hpp"
#include "Utils.hpp"
#include "handles/TimerHandleInterface.hpp"
#include <cstring> // std::memcpy()
#include <memory>
#include <string>

namespace RTC
{
	/**
	 * What a PlainTransport sends, several packets to a datagram. All numbers are big-endian; times are
	 * microseconds of CLOCK_MONOTONIC, which a receiver on the same machine shares.
	 *
	 * | datagram          | bytes |                                                         |
	 * |-------------------|-------|---------------------------------------------------------|
	 * | magic             | 1     | 0x47: its first two bits are no RTP or RTCP version      |
	 * | version           | 1     | 1                                                       |
	 * | reserved          | 2     | 0                                                       |
	 * | sent after        | 4     | from the first packet's time to the datagram's          |
	 * | first packet at   | 8     |                                                         |
	 *
	 * | packet (repeated) | bytes |                                                         |
	 * |-------------------|-------|---------------------------------------------------------|
	 * | length            | 2     |                                                         |
	 * | after             | 4     | from the first packet's time to this one's              |
	 * | bytes             | n     | the RTP or RTCP packet as it would have been sent alone |
	 */
	class GatheredDatagrams : public TimerHandleInterface::Listener
	{
	public:
		// A transport whose listenInfo announces this name gathers. A worker without the patch takes it for
		// the name that it is, and sends every packet alone.
		static constexpr const char* AnnouncedName{ "gathered.invalid" };

	private:
		static constexpr uint8_t Magic{ 0x47 };
		static constexpr uint8_t Version{ 1 };
		static constexpr size_t HeaderLength{ 16 };
		static constexpr size_t PacketHeaderLength{ 6 };
		// What UDP over IPv4 carries is 65507 bytes.
		static constexpr size_t MaxLength{ 60000 };
		// All transports send at multiples of this, so that whoever receives from many wakes once for all of
		// them. No packet waits longer.
		static constexpr int64_t IntervalMs{ 20 };

	public:
		explicit GatheredDatagrams(SharedInterface* shared)
		  : shared(shared), timer(shared->CreateTimer(this, "gathered-datagrams"))
		{
		}

		GatheredDatagrams& operator=(const GatheredDatagrams&) = delete;

		GatheredDatagrams(const GatheredDatagrams&) = delete;

		~GatheredDatagrams() override
		{
			delete this->timer;
		}

		void Send(RTC::TransportTuple* tuple, const uint8_t* data, size_t len)
		{
			const int64_t nowUs = this->shared->GetTimeUs();

			// Cannot be: a packet that was received in a datagram fits into one.
			if (HeaderLength + PacketHeaderLength + len > MaxLength)
			{
				return;
			}

			if (this->filled + PacketHeaderLength + len > MaxLength)
			{
				Flush();
			}

			if (this->filled == 0)
			{
				this->firstUs = nowUs;
				this->filled  = HeaderLength;
			}

			this->tuple = tuple;

			uint8_t* packet = this->store.get() + this->filled;

			Utils::Byte::Set2Bytes(packet, 0, static_cast<uint16_t>(len));
			Utils::Byte::Set4Bytes(packet, 2, static_cast<uint32_t>(nowUs - this->firstUs));
			std::memcpy(packet + PacketHeaderLength, data, len);

			this->filled += PacketHeaderLength + len;

			// After a pause nothing waits: the first packet of a stream says that it is being recorded.
			if (nowUs - this->sentUs >= IntervalMs * 1000)
			{
				Flush();
			}
			else if (!this->timer->IsActive())
			{
				this->timer->Start(IntervalMs - ((nowUs / 1000) % IntervalMs));
			}
		}

		// Sends what has gathered. To be called before the tuple goes.
		void Flush()
		{
			if (this->filled == 0)
			{
				return;
			}

			const int64_t nowUs = this->shared->GetTimeUs();
			uint8_t* header     = this->store.get();

			Utils::Byte::Set1Byte(header, 0, Magic);
			Utils::Byte::Set1Byte(header, 1, Version);
			Utils::Byte::Set2Bytes(header, 2, 0);
			Utils::Byte::Set4Bytes(header, 4, static_cast<uint32_t>(nowUs - this->firstUs));
			Utils::Byte::Set8Bytes(header, 8, static_cast<uint64_t>(this->firstUs));

			this->timer->Stop();
			this->tuple->Send(header, this->filled);
			this->filled = 0;
			this->sentUs = nowUs;
		}

		/* Pure virtual methods inherited from TimerHandleInterface::Listener. */
	public:
		void OnTimer(TimerHandleInterface* /*timer*/) override
		{
			Flush();
		}

	private:
		// Passed by argument.
		SharedInterface* shared{ nullptr };
		RTC::TransportTuple* tuple{ nullptr };
		// Allocated by this.
		TimerHandleInterface* timer{ nullptr };
		std::unique_ptr<uint8_t[]> store{ new uint8_t[MaxLength] };
		// Others.
		size_t filled{ 0 };
		int64_t firstUs{ 0 };
		int64_t sentUs{ 0 };
	};
} // namespace RTC

#endif
