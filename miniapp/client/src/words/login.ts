// Words of the login without WeChat.
export const title = '登录'
export const how = '没有微信时，用手机号和办理密码登录。有微信的，请从公众号“正宁帮扶”点开。'
export const phone = '手机号'
export const pin = '办理密码'
export const pinHelp = '六位数字，在小程序“我的”里设过的'
export const send = '登录'
