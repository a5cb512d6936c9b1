-- AlterTable
ALTER TABLE "FlowRollout" ALTER COLUMN "baseVersion" SET NOT NULL;
