-- DropIndex
DROP INDEX "Session_number_key";

-- AlterTable
ALTER TABLE "Call" ADD COLUMN     "mediaApplied" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "mediaVersion" INTEGER NOT NULL DEFAULT 0,
ALTER COLUMN "nodeId" DROP NOT NULL,
ALTER COLUMN "roomId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "CallParticipant" ADD COLUMN     "admittedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "dismissedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "accepted" TEXT[],
ADD COLUMN     "openedOn" TEXT NOT NULL,
ADD COLUMN     "pageSeenAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "offerFrom" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Transfer" DROP COLUMN "note",
ADD COLUMN     "asksUntil" TIMESTAMPTZ(3) NOT NULL,
ADD COLUMN     "noteCommitment" TEXT;

-- CreateTable
CREATE TABLE "CheckRoom" (
    "roomId" TEXT NOT NULL,
    "nodeId" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "participantId" TEXT NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "closingAt" TIMESTAMPTZ(3),

    CONSTRAINT "CheckRoom_pkey" PRIMARY KEY ("roomId")
);

-- CreateIndex
CREATE INDEX "CheckRoom_sessionId_idx" ON "CheckRoom"("sessionId");

-- CreateIndex
CREATE INDEX "CheckRoom_openedAt_idx" ON "CheckRoom"("openedAt");

-- CreateIndex
CREATE INDEX "Call_status_startedAt_idx" ON "Call"("status", "startedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Session_openedOn_number_key" ON "Session"("openedOn", "number");

-- AddForeignKey
ALTER TABLE "CheckRoom" ADD CONSTRAINT "CheckRoom_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Orders the views that pages are sent: whoever takes a number before reading has read all that earlier numbers had.
CREATE SEQUENCE "view_revision";

-- The one log is only ever added to. (The semicolon is written as an escape: the migration tool cuts scripts at every other one.)
CREATE FUNCTION "session_event_is_kept"() RETURNS trigger LANGUAGE plpgsql AS
E'BEGIN RAISE EXCEPTION ''session events are never changed''\x3b END';

CREATE TRIGGER "session_event_is_kept" BEFORE UPDATE OR DELETE ON "SessionEvent"
FOR EACH ROW EXECUTE FUNCTION "session_event_is_kept"();
