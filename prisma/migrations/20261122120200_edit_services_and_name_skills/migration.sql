-- AlterTable
ALTER TABLE "ServiceType" ADD COLUMN     "hours" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "ownNotice" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "retiredAt" TIMESTAMPTZ(3);

-- CreateIndex
CREATE UNIQUE INDEX "ServiceType_ticketPrefix_key" ON "ServiceType"("ticketPrefix");

-- AlterTable
ALTER TABLE "Notice" ADD COLUMN     "serviceTypeId" TEXT;

-- CreateIndex
CREATE INDEX "Notice_serviceTypeId_idx" ON "Notice"("serviceTypeId");

-- AddForeignKey
ALTER TABLE "Notice" ADD CONSTRAINT "Notice_serviceTypeId_fkey" FOREIGN KEY ("serviceTypeId") REFERENCES "ServiceType"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "Skill" (
    "id" TEXT NOT NULL,
    "nameZh" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,

    CONSTRAINT "Skill_pkey" PRIMARY KEY ("id")
);
