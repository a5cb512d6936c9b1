/*
  Warnings:

  - You are about to drop the column `failedLogins` on the `Staff` table. All the data in the column will be lost.
  - You are about to drop the column `lockedUntil` on the `Staff` table. All the data in the column will be lost.

*/
-- AlterTable
ALTER TABLE "Recording" ADD COLUMN     "gaps" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "Staff" DROP COLUMN "failedLogins",
DROP COLUMN "lockedUntil";

-- CreateTable
CREATE TABLE "LoginThrottle" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "lockedUntil" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LoginThrottle_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "LoginThrottle_updatedAt_idx" ON "LoginThrottle"("updatedAt");
