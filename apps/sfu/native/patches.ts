/** One change to the worker's source. Applied only where `before` stands exactly once; where something is put in, `after` repeats it. */
export interface SourcePatch {
  /** Relative to the worker's folder. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** Why each is needed is in README.md beside this file, under the same number. */
export const sourcePatches: readonly SourcePatch[] = [
  {
    // Patch 1.
    file: 'meson.build',
    before: "meson_version: '>= 1.1.0',",
    after: "meson_version: '>= 1.0.0',",
  },
  {
    // Patch 2.
    file: 'src/RTC/DtlsTransport.cpp',
    before: 'const long resultOfcallback = (operationType == BIO_CB_RETURN) ? static_cast<long>(ret) : 1;',
    after: 'const long resultOfcallback = (operationType & BIO_CB_RETURN) ? static_cast<long>(ret) : 1;',
  },
  {
    // Patch 3, this one and all that follow.
    file: 'include/RTC/PlainTransport.hpp',
    before: '#include "FBS/plainTransport.h"\n',
    after: '#include "FBS/plainTransport.h"\n#include "RTC/GatheredDatagrams.hpp"\n',
  },
  {
    file: 'include/RTC/PlainTransport.hpp',
    before: '\t\tRTC::TransportTuple* rtcpTuple{ nullptr };\n',
    after: '\t\tRTC::TransportTuple* rtcpTuple{ nullptr };\n\t\tstd::unique_ptr<RTC::GatheredDatagrams> gathered;\n',
  },
  {
    file: 'src/RTC/PlainTransport.cpp',
    before: '\t\tthis->comedia = options->comedia();\n',
    after: `\t\tthis->comedia = options->comedia();

		if (
		  this->listenInfo.announcedAddress == RTC::GatheredDatagrams::AnnouncedName && this->rtcpMux &&
		  !this->comedia && !options->enableSrtp())
		{
			this->gathered = std::make_unique<RTC::GatheredDatagrams>(this->shared);
		}
`,
  },
  {
    file: 'src/RTC/PlainTransport.cpp',
    before: '\t\tSetDestroying();\n',
    after: `\t\tSetDestroying();

		if (this->gathered)
		{
			this->gathered->Flush();
		}
`,
  },
  {
    file: 'src/RTC/PlainTransport.cpp',
    before: '\t\tthis->tuple->Send(data, len, cb);\n',
    after: `\t\tif (this->gathered)
		{
			this->gathered->Send(this->tuple, data, len);

			if (cb)
			{
				(*cb)(true);
				delete cb;
			}
		}
		else
		{
			this->tuple->Send(data, len, cb);
		}
`,
  },
  {
    file: 'src/RTC/PlainTransport.cpp',
    before: `\tvoid PlainTransport::SendRtcpPacket(RTC::RTCP::Packet* packet)
	{
		MS_TRACE();

		if (!IsConnected())
		{
			return;
		}
`,
    after: `\tvoid PlainTransport::SendRtcpPacket(RTC::RTCP::Packet* packet)
	{
		MS_TRACE();

		if (!IsConnected())
		{
			return;
		}

		if (this->gathered)
		{
			this->gathered->Send(this->tuple, packet->GetData(), packet->GetSize());
			RTC::Transport::DataSent(packet->GetSize());

			return;
		}
`,
  },
  {
    file: 'src/RTC/PlainTransport.cpp',
    before: '\t\tpacket->Serialize(RTC::RTCP::SerializationBuffer);\n',
    after: `\t\tpacket->Serialize(RTC::RTCP::SerializationBuffer);

		if (this->gathered)
		{
			this->gathered->Send(this->tuple, packet->GetData(), packet->GetSize());
			RTC::Transport::DataSent(packet->GetSize());

			return;
		}
`,
  },
];
