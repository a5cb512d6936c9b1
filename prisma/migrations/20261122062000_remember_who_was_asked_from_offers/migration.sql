-- DropIndex
DROP INDEX "Call_status_startedAt_idx";

-- AlterTable
ALTER TABLE "Call" DROP COLUMN "mediaApplied",
ADD COLUMN     "mediaPending" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Offer" ADD COLUMN     "idleSince" TIMESTAMPTZ(3) NOT NULL;

-- AlterTable
ALTER TABLE "Ticket" DROP COLUMN "passedBy";

-- CreateIndex
CREATE INDEX "Call_mediaPending_idx" ON "Call"("mediaPending");

-- CreateIndex
CREATE INDEX "Offer_ticketId_idx" ON "Offer"("ticketId");

