"""Words for random texts: common ones, which every bundled font has."""

ZH = """
我们 他们 国家 社会 发展 经济 文化 教育 科学 技术 工业 农业 商业 交通 城市 乡村 人民 政府 法律 制度
历史 地理 自然 环境 资源 能源 水利 森林 海洋 河流 山脉 平原 高原 气候 季节 春天 夏天 秋天 冬天 早晨
问题 原因 结果 方法 目标 计划 任务 工作 生活 学习 研究 调查 分析 比较 说明 讨论 会议 报告 文件 合同
组织 机构 部门 学校 医院 工厂 公司 银行 市场 价格 贸易 投资 税收 预算 收入 支出 成本 利润 质量 数量
安全 和平 合作 对话 协商 信任 互利 共赢 稳定 繁荣 开放 改革 创新 公平 正义 民主 自由 平等 尊重 理解
时间 地点 人物 事件 过程 阶段 条件 基础 结构 功能 系统 网络 信息 数据 标准 规则 程序 措施 政策 战略
已经 正在 将要 可以 应当 必须 能够 愿意 需要 希望 提出 建立 加强 扩大 深化 完善 保护 促进 推动 实现
重要 主要 基本 根本 全面 长期 共同 积极 有效 明显 广泛 深入 严格 具体 实际 新的 大型 小型 公共 地方
因此 但是 而且 同时 首先 其次 最后 例如 另外 总之 关于 通过 根据 为了 由于 随着 除了 以及 或者 如果
""".split()

EN = """
about above across action after again against agreement always among another answer area around arrive
balance become before begin behind believe below benefit between beyond bridge bring build business
capital careful central century certain change choice citizen city clear climate close common community
company compare complete concern condition consider contain control cooperation country course culture
daily decide deep degree demand depend describe develop dialogue difference difficult direct distance
early earth economy education effect effort either energy enough environment equal even evidence example
family farmer field figure final follow force foreign forest form forward foundation freedom friend future
general give global government great ground growth harbour health history hope however human idea improve
include increase industry information institution interest international island issue join journey justice
knowledge labour language large later lead learn letter level library light limit little local longer
machine main manage market matter meaning measure meeting member method middle million minister moment
mountain mutual narrow nation natural nearly never north number observe offer office official often open
order organisation ordinary other outside paper partner peace people period person place plan policy
position possible power practice present pressure price principle problem process produce programme project
proposal public purpose quality region relation remain report research resource respect result river road
safety school science season second security settle several shared simple social society stability standard
station strong subject success support system teacher technology through together trade treaty trust under
understand unity useful valley value village visit water weather western whole window winter without work
responsibilities characteristic administration interdependence infrastructure self-reliance well-being
""".split()

FR = """
accord action affaire ainsi année après assemblée aucune autour avant avenir avoir bien bord chaque chemin
choix citoyen clair climat commerce commun condition confiance conseil contre coopération côté courant
début dernier deux développement dialogue distance donner droit école économie effet égal élève énergie
ensemble entre environnement équilibre espace état étude évolution exemple façon facile famille façade
fleuve forêt frontière général gouvernement grand guerre heure histoire homme idée île importance industrie
intérêt jamais jeune jour justice langue large lettre liberté lieu ligne livre loi maison manière marché
matière même mesure ministre moment montagne monde moyen nation naturel niveau nombre nouveau objet œuvre
ordre organisation ouvert paix parole partie pays peuple plusieurs politique port possible pouvoir première
prix problème projet protéger public qualité question région règle réponse réseau respect résultat réunion
rivière route saison sécurité semaine siècle simple société soleil source souvent stabilité sujet système
temps terre traité travail trois unité usage valeur vallée vers ville voie voisin voix volonté
""".split()
