import { defineCommand } from '../command.js'
export const gradeClassCommand = defineCommand(
  { name: 'grade class', usage: [''], describe: '', words: 'none', options: {}, examples: [] },
  async () => 0,
)
